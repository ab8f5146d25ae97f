package io.microexp.internal.engine.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The depthwise kernel of 5x5, whose tiles were too large then, loaded vectors through a helper that C2 left as a call in
 * some processes. They allocated megabytes per face and never recovered.
 */
class VectorSignaturesTest {
    @Test
    @DisplayName(
            "No method of the vector kernels takes or returns a vector, which C2 would box if it does not inline it")
    void noMethodPassesAVector() throws Exception {
        List<Class<?>> classes = classesOfThePackage();
        assertThat(classes).contains(VectorDense.class, VectorDepthwise.class, VectorLanes.class);
        assertThat(classes).flatMap(type -> List.of(type.getDeclaredMethods())).noneMatch(this::passesAVector);
    }

    private boolean passesAVector(Method method) {
        return Stream.concat(Stream.of(method.getReturnType()), Stream.of(method.getParameterTypes()))
                .anyMatch(type -> type.getName().startsWith("jdk.incubator.vector.")
                        && type.getSimpleName().endsWith("Vector"));
    }

    private static List<Class<?>> classesOfThePackage() throws Exception {
        Class<?> one = VectorLanes.class;
        Path folder = Path.of(one.getResource("VectorLanes.class").toURI()).getParent();
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class"))
                    .<Class<?>>map(name -> load(one.getPackageName() + "." + name.substring(0, name.length() - 6)))
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}

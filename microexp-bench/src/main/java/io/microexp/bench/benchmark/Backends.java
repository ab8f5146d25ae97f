package io.microexp.bench.benchmark;

import io.microexp.ClassifierOptions;
import io.microexp.ExecutionProvider;
import io.microexp.FacialEmotionClassifier;
import io.microexp.internal.runtime.BackendRegistry;
import io.microexp.model.EmotionModel;
import io.microexp.spi.BackendProvider;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The backends that can be measured, by name: {@code java-scalar}, {@code java-vector}, {@code onnx} and {@code djl}. An
 * execution provider may follow after a colon, as in {@code onnx:tensorrt}.
 */
public final class Backends {
    /** System property that names the model file to measure. Default: the bundled model. */
    public static final String MODEL_PROPERTY = "microexp.bench.model";

    public static final String SCALAR = "java-scalar";
    public static final String VECTOR = "java-vector";
    public static final String ONNX = "onnx";
    public static final String DJL = "djl";

    /** Grants native access without a warning. JDK 17 accepts the flag too. */
    public static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    public static final String ADD_MODULES = "--add-modules";
    public static final String VECTOR_MODULE = "jdk.incubator.vector";

    /** Stands for a JVM that opens no classifier, whose cold start shows the JVM's own share. */
    public static final String NONE = "none";

    /** The first Java release that warns of native access without a grant (JEP 472). */
    private static final int FIRST_TO_WARN = 24;

    private Backends() {}

    public static EmotionModel model() {
        String file = System.getProperty(MODEL_PROPERTY);
        return file == null ? EmotionModel.bundled() : EmotionModel.read(Path.of(file));
    }

    /** Returns the backends that this jar can run on this JDK. */
    public static List<String> present() {
        List<String> names = new ArrayList<>(List.of(SCALAR));
        if (ModuleFinder.ofSystem().find(VECTOR_MODULE).isPresent()) {
            names.add(VECTOR);
        }
        List<String> providers =
                BackendRegistry.present().stream().map(BackendProvider::name).toList();
        List.of(ONNX, DJL).stream().filter(providers::contains).forEach(names::add);
        return names;
    }

    /**
     * Returns the flags that a user of a backend would give. Native access is granted only where a JVM without the grant
     * warns, since every flag about modules takes time to start.
     */
    public static List<String> userFlags(String backend) {
        return switch (backend) {
            case NONE, SCALAR -> List.of();
            case VECTOR -> List.of(ADD_MODULES, VECTOR_MODULE);
            default -> Runtime.version().feature() < FIRST_TO_WARN ? List.of() : List.of(NATIVE_ACCESS);
        };
    }

    /** Returns the flags of a JVM that measures a backend and checks its answers against those of another. */
    public static List<String> jvmFlags(String backend) {
        return backend.equals(VECTOR) ? List.of(NATIVE_ACCESS, ADD_MODULES, VECTOR_MODULE) : List.of(NATIVE_ACCESS);
    }

    public static FacialEmotionClassifier open(String backend, EmotionModel model, int concurrentCalls) {
        String[] parts = backend.split(":", 2);
        ClassifierOptions.Builder options =
                ClassifierOptions.builder().model(model).backend(parts[0]).maxConcurrency(concurrentCalls);
        if (parts.length == 2) {
            options.executionProvider(executionProvider(parts[1]));
        }
        return FacialEmotionClassifier.open(options.build());
    }

    private static ExecutionProvider executionProvider(String name) {
        return Arrays.stream(ExecutionProvider.values())
                .filter(provider -> provider.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Expected an execution provider of "
                        + Arrays.toString(ExecutionProvider.values()) + " after the colon, found \"" + name + "\""));
    }

    /** Returns whether the backend is pure Java, so that the JVM manages all of its memory. */
    public static boolean isJava(String backend) {
        return backend.startsWith("java");
    }

    /** Returns a backend that shares no kernel with this one. */
    static String reference(String backend) {
        return isJava(backend) ? ONNX : SCALAR;
    }
}

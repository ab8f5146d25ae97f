package io.microexp.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.BackendException;
import io.microexp.ClassifierOptions;
import io.microexp.internal.runtime.BackendRegistry;
import io.microexp.spi.BackendProvider;
import io.microexp.testing.TestModels;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class NativeLoadFailureTest {
    private static final String NATIVE_FOLDER = "onnxruntime.native.path";

    @AfterEach
    void clearProperty() {
        System.clearProperty(NATIVE_FOLDER);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aWrongNativeLibraryHarmsNobodyUntilOpenedAndThenTheErrorNamesTheWayOut(@TempDir Path folder) throws Exception {
        Path another = Path.of(System.getProperty("java.home"), "lib", System.mapLibraryName("prefs"));
        Files.copy(another, folder.resolve(System.mapLibraryName("onnxruntime")));
        Files.copy(another, folder.resolve(System.mapLibraryName("onnxruntime4j_jni")));
        System.setProperty(NATIVE_FOLDER, folder.toString());
        try (URLClassLoader fresh = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            Callable<?> attempt = (Callable<?>) fresh.loadClass(Attempt.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();
            for (int time = 1; time <= 2; time++) {
                assertThat(attempt.call())
                        .asString()
                        .startsWith("ONNX Runtime's native library does not start on ")
                        .contains("onnxruntime")
                        .contains("-Dmicroexp.backend=java");
            }
        }
    }

    /** Runs in a class loader of its own, in which ONNX Runtime has not been loaded yet. */
    public static final class Attempt implements Callable<String> {
        public Attempt() {}

        @Override
        public String call() {
            BackendProvider onnx = BackendRegistry.present().stream()
                    .filter(provider -> provider.name().equals("onnx"))
                    .findFirst()
                    .orElseThrow();
            try (var session = onnx.open(
                    TestModels.sevenClasses().build(),
                    ClassifierOptions.builder().build())) {
                throw new AssertionError("opened " + session.description());
            } catch (BackendException e) {
                return e.getMessage();
            }
        }
    }

    private static URL[] classPath() throws MalformedURLException {
        String[] entries = System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator));
        URL[] urls = new URL[entries.length];
        for (int i = 0; i < entries.length; i++) {
            urls[i] = Path.of(entries[i]).toUri().toURL();
        }
        return urls;
    }
}

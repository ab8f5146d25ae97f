package io.microexp.bench;

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
import java.util.ServiceLoader;

/**
 * What is measured, by name: {@code java-scalar}, {@code java-vector}, {@code onnx}, {@code djl}; after a colon an
 * execution provider, as in {@code onnx:tensorrt}.
 */
final class Backends {
    /** Names the model file to measure; without it, the bundled model. */
    static final String MODEL_PROPERTY = "microexp.bench.model";

    static final String SCALAR = "java-scalar";
    static final String VECTOR = "java-vector";
    static final String ONNX = "onnx";
    static final String DJL = "djl";

    /** Grants native access without a warning; JDK 17 knows the flag. */
    static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    static final String ADD_MODULES = "--add-modules";
    static final String VECTOR_MODULE = "jdk.incubator.vector";

    private Backends() {}

    static EmotionModel model() {
        String file = System.getProperty(MODEL_PROPERTY);
        return file == null ? EmotionModel.bundled() : EmotionModel.read(Path.of(file));
    }

    /** What this jar can run on this JDK. */
    static List<String> present() {
        List<String> names = new ArrayList<>(List.of(SCALAR));
        if (ModuleFinder.ofSystem().find(VECTOR_MODULE).isPresent()) {
            names.add(VECTOR);
        }
        List<String> providers =
                BackendRegistry.present().stream().map(BackendProvider::name).toList();
        List.of(ONNX, DJL).stream().filter(providers::contains).forEach(names::add);
        return names;
    }

    /** The flags of a JVM that measures a backend: no more than a user of that backend would give. */
    static List<String> jvmFlags(String backend) {
        return backend.equals(VECTOR) ? List.of(NATIVE_ACCESS, ADD_MODULES, VECTOR_MODULE) : List.of(NATIVE_ACCESS);
    }

    static FacialEmotionClassifier open(String backend, EmotionModel model, int concurrentCalls) {
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

    /** Whether all of a backend's memory is the JVM's. */
    static boolean isJava(String backend) {
        return backend.startsWith("java");
    }

    /** A backend that shares no kernel with this one. */
    static String reference(String backend) {
        return isJava(backend) ? ONNX : SCALAR;
    }

    static LayerBackend layers(String name) {
        return ServiceLoader.load(LayerBackend.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(backend -> backend.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Expected a backend that runs layers (" + SCALAR + ", "
                        + VECTOR + ", " + ONNX + "; " + DJL + " if built with -Pdjl), found \"" + name + "\""));
    }
}

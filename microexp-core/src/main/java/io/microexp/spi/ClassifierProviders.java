package io.microexp.spi;

import io.microexp.BackendException;
import io.microexp.ClassifierOptions;
import io.microexp.FacialEmotionClassifier;
import io.microexp.model.EmotionModel;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Finds the backends on the class path and opens the chosen one.
 *
 * <p>Thread safety: stateless.
 */
public final class ClassifierProviders {
    private ClassifierProviders() {}

    /**
     * The backends present.
     *
     * @return highest rank first
     */
    public static List<ClassifierProvider> present() {
        return ServiceLoader.load(ClassifierProvider.class, ClassifierProvider.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparingInt(ClassifierProvider::rank)
                        .reversed()
                        .thenComparing(ClassifierProvider::name))
                .toList();
    }

    /**
     * Opens the backend that the options choose; see {@link FacialEmotionClassifier#open(ClassifierOptions)}.
     *
     * @param options the options
     * @return an open classifier
     */
    public static FacialEmotionClassifier open(ClassifierOptions options) {
        return open(choose(present(), options), options);
    }

    /**
     * Loads a model for a caller that has normalised pixels at hand: the backend is chosen as by {@link #open}.
     *
     * @param options the options
     * @return a session; the caller closes it
     */
    public static InferenceSession openSession(ClassifierOptions options) {
        return choose(present(), options).open(options.model().orElseGet(EmotionModel::bundled), options);
    }

    static FacialEmotionClassifier open(ClassifierProvider provider, ClassifierOptions options) {
        EmotionModel model = options.model().orElseGet(EmotionModel::bundled);
        return new SessionClassifier(provider.name(), provider.open(model, options), model, options.maxConcurrency());
    }

    static ClassifierProvider choose(List<ClassifierProvider> present, ClassifierOptions options) {
        Optional<String> named =
                options.backend().or(() -> Optional.ofNullable(System.getProperty(ClassifierOptions.BACKEND_PROPERTY)));
        List<String> names = present.stream().map(ClassifierProvider::name).toList();
        if (named.isPresent()) {
            return present.stream()
                    .filter(p -> p.name().equals(named.get()))
                    .findFirst()
                    .orElseThrow(() -> new BackendException("No backend named \"" + named.get()
                            + "\" on the class path; present: " + names + ". Add the artifact that brings it: "
                            + "onnx is io.microexp:microexp-onnx, djl is io.microexp:microexp-training"));
        }
        return present.stream()
                .filter(p -> p.rank() > 0)
                .findFirst()
                .orElseThrow(() -> new BackendException("No backend on the class path opens by default; present: "
                        + names + ". Add io.microexp:microexp-onnx, or name one by the option \"backend\""));
    }
}

package io.microexp.internal.runtime;

import io.microexp.BackendException;
import io.microexp.ClassifierOptions;
import io.microexp.FacialEmotionClassifier;
import io.microexp.model.EmotionModel;
import io.microexp.spi.BackendProvider;
import io.microexp.spi.InferenceSession;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Finds the backends on the class path and opens the chosen one.
 *
 * <p>Thread safety: stateless.
 */
public final class BackendRegistry {
    private BackendRegistry() {}

    /** A class, since the comparators of lambdas cost a new process several milliseconds. */
    private static final class HighestRankFirst implements Comparator<BackendProvider> {
        @Override
        public int compare(BackendProvider a, BackendProvider b) {
            int byRank = Integer.compare(b.rank(), a.rank());
            return byRank != 0 ? byRank : a.name().compareTo(b.name());
        }
    }

    /**
     * The backends present.
     *
     * @return highest rank first
     */
    public static List<BackendProvider> present() {
        List<BackendProvider> present = new ArrayList<>();
        for (BackendProvider provider :
                ServiceLoader.load(BackendProvider.class, BackendProvider.class.getClassLoader())) {
            present.add(provider);
        }
        present.sort(new HighestRankFirst());
        return List.copyOf(present);
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

    static FacialEmotionClassifier open(BackendProvider provider, ClassifierOptions options) {
        EmotionModel model = options.model().orElseGet(EmotionModel::bundled);
        return new SessionClassifier(provider.name(), provider.open(model, options), model, options.maxConcurrency());
    }

    static BackendProvider choose(List<BackendProvider> present, ClassifierOptions options) {
        String named = options.backend().orElse(System.getProperty(ClassifierOptions.BACKEND_PROPERTY));
        for (BackendProvider provider : present) {
            if (named == null ? provider.rank() > 0 : provider.name().equals(named)) {
                return provider;
            }
        }
        List<String> names = present.stream().map(BackendProvider::name).toList();
        throw new BackendException(
                named == null
                        ? "No backend on the class path opens by default; present: " + names
                                + ". Add io.microexp:microexp-onnx, or name one by the option \"backend\""
                        : "No backend named \"" + named + "\" on the class path; present: " + names
                                + ". Add the artifact that brings it: onnx is io.microexp:microexp-onnx, djl is"
                                + " io.microexp:microexp-training");
    }
}

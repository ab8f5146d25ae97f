package io.microexp;

import io.microexp.model.EmotionModel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The options of {@link FacialEmotionClassifier#open(ClassifierOptions)}.
 *
 * <p>Thread safety: immutable.
 */
public final class ClassifierOptions {
    /** The system property that names the backend when {@link #backend()} is empty: {@value}. */
    public static final String BACKEND_PROPERTY = "microexp.backend";

    private static final int MAX_THREADS = 1024;

    private final EmotionModel model;
    private final String backend;
    private final int threads;
    private final int maxConcurrency;
    private final ExecutionProvider executionProvider;
    private final boolean mirrored;

    private ClassifierOptions(Builder builder) {
        this.model = builder.model;
        this.backend = builder.backend;
        this.threads = builder.threads;
        this.maxConcurrency = builder.maxConcurrency;
        this.executionProvider = builder.executionProvider;
        this.mirrored = builder.mirrored;
    }

    /**
     * Returns a builder with the defaults: the bundled model, the present backend of the highest rank, one thread per
     * call, as many concurrent calls as there are processors, the CPU, and no mirrored scoring.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder that starts from these options.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.model = model;
        builder.backend = backend;
        builder.threads = threads;
        builder.maxConcurrency = maxConcurrency;
        builder.executionProvider = executionProvider;
        builder.mirrored = mirrored;
        return builder;
    }

    /**
     * Returns the model to run.
     *
     * @return the model, or empty for the bundled default
     */
    public Optional<EmotionModel> model() {
        return Optional.ofNullable(model);
    }

    /**
     * Returns the backend to run it with.
     *
     * @return a backend's name, or empty to choose by the system property {@value #BACKEND_PROPERTY}, else by rank
     */
    public Optional<String> backend() {
        return Optional.ofNullable(backend);
    }

    /**
     * Returns how many threads work on one call.
     *
     * @return 1 to 1024
     */
    public int threads() {
        return threads;
    }

    /**
     * Returns how many calls may run concurrently. Further calls wait. This bounds the scratch memory.
     *
     * @return 1 to 1024
     */
    public int maxConcurrency() {
        return maxConcurrency;
    }

    /**
     * Returns the hardware to run on.
     *
     * @return the execution provider
     */
    public ExecutionProvider executionProvider() {
        return executionProvider;
    }

    /**
     * Returns whether each face is scored twice, as it is and mirrored.
     *
     * @return whether scores are the mean of both
     */
    public boolean mirrored() {
        return mirrored;
    }

    /** Collects options. Thread safety: use a builder in one thread. */
    public static final class Builder {
        private EmotionModel model;
        private String backend;
        private int threads = 1;
        private int maxConcurrency = Math.min(Runtime.getRuntime().availableProcessors(), MAX_THREADS);
        private ExecutionProvider executionProvider = ExecutionProvider.CPU;
        private boolean mirrored;

        private Builder() {}

        /**
         * Sets the model.
         *
         * @param model the model to run
         * @return this
         */
        public Builder model(EmotionModel model) {
            this.model = Objects.requireNonNull(model, "model");
            return this;
        }

        /**
         * Reads the model to run from a file.
         *
         * @param file an ONNX file exported by microexp
         * @return this
         * @throws ModelFormatException if the file cannot be read or is not such a model
         */
        public Builder model(Path file) {
            return model(EmotionModel.read(file));
        }

        /**
         * Sets the backend.
         *
         * @param backend {@code "onnx"}, {@code "java"}, {@code "djl"} or the name of another provider
         * @return this
         */
        public Builder backend(String backend) {
            this.backend = Objects.requireNonNull(backend, "backend");
            return this;
        }

        /**
         * Sets how many threads work on one call. The backends {@code java} and {@code djl} accept 1 only.
         *
         * @param threads 1 to 1024
         * @return this
         * @throws IllegalArgumentException if outside that range
         */
        public Builder threads(int threads) {
            this.threads = count("threads", threads);
            return this;
        }

        /**
         * Sets how many calls may run concurrently.
         *
         * @param maxConcurrency 1 to 1024
         * @return this
         * @throws IllegalArgumentException if outside that range
         */
        public Builder maxConcurrency(int maxConcurrency) {
            this.maxConcurrency = count("maxConcurrency", maxConcurrency);
            return this;
        }

        /**
         * Sets the hardware.
         *
         * @param executionProvider the execution provider
         * @return this
         */
        public Builder executionProvider(ExecutionProvider executionProvider) {
            this.executionProvider = Objects.requireNonNull(executionProvider, "executionProvider");
            return this;
        }

        /**
         * Sets whether a face's scores are the mean of the scores of the face and of its mirror image. A face and its
         * mirror image then get the same scores. Whether the mean is more accurate depends on the model; the model
         * card has figures. It takes twice the time. The default is {@code false}.
         *
         * @param mirrored whether to score the mirror image too
         * @return this
         */
        public Builder mirrored(boolean mirrored) {
            this.mirrored = mirrored;
            return this;
        }

        /**
         * Builds the options.
         *
         * @return immutable options
         */
        public ClassifierOptions build() {
            return new ClassifierOptions(this);
        }

        private static int count(String name, int value) {
            if (value < 1 || value > MAX_THREADS) {
                throw new IllegalArgumentException("Expected " + name + " in 1.." + MAX_THREADS + ", found " + value);
            }
            return value;
        }
    }
}

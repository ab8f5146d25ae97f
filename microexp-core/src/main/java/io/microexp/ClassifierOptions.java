package io.microexp;

import io.microexp.model.EmotionModel;
import java.util.Objects;
import java.util.Optional;

/**
 * How a classifier is opened.
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

    private ClassifierOptions(Builder builder) {
        this.model = builder.model;
        this.backend = builder.backend;
        this.threads = builder.threads;
        this.maxConcurrency = builder.maxConcurrency;
        this.executionProvider = builder.executionProvider;
    }

    /**
     * A builder with the defaults: bundled model, best backend present, one thread a call, as many calls at once as
     * there are processors, CPU.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A builder that starts from these options.
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
        return builder;
    }

    /**
     * The model to run.
     *
     * @return the model, or empty for the bundled default
     */
    public Optional<EmotionModel> model() {
        return Optional.ofNullable(model);
    }

    /**
     * The backend to run it with.
     *
     * @return a backend's name, or empty for the system property {@value #BACKEND_PROPERTY}, else the highest rank
     *     present
     */
    public Optional<String> backend() {
        return Optional.ofNullable(backend);
    }

    /**
     * Threads that work on one call.
     *
     * @return 1 to 1024
     */
    public int threads() {
        return threads;
    }

    /**
     * Calls that run at once; more wait their turn. Bounds the scratch memory.
     *
     * @return 1 to 1024
     */
    public int maxConcurrency() {
        return maxConcurrency;
    }

    /**
     * The hardware to run on.
     *
     * @return the execution provider
     */
    public ExecutionProvider executionProvider() {
        return executionProvider;
    }

    /** Collects options. Thread safety: none; use one builder in one thread. */
    public static final class Builder {
        private EmotionModel model;
        private String backend;
        private int threads = 1;
        private int maxConcurrency = Math.min(Runtime.getRuntime().availableProcessors(), MAX_THREADS);
        private ExecutionProvider executionProvider = ExecutionProvider.CPU;

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
         * Sets the threads that work on one call.
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
         * Sets the calls that may run at once.
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

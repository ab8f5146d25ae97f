package io.microexp.spi;

import java.nio.FloatBuffer;

/**
 * A model loaded by a backend.
 *
 * <p>Thread safety: {@link #newRequest} may be called by many threads; {@link #close} comes last.
 */
public interface InferenceSession extends AutoCloseable {
    /**
     * Allocates the buffers of one run at a fixed batch size.
     *
     * @param batch images a run, at least 1
     * @return a request; the caller closes it before the session
     */
    Request newRequest(int batch);

    /**
     * Runtime, version, hardware and threads in a few words.
     *
     * @return for example {@code "ONNX Runtime 1.29.0, CPU, 1 thread"}
     */
    String description();

    /** Frees the model. Idempotent. */
    @Override
    void close();

    /** The buffers of one run, reused from call to call. Thread safety: none; one thread at a time. */
    interface Request extends AutoCloseable {
        /**
         * The input tensor: float32, NCHW, row-major, normalised pixels.
         *
         * @return the same buffer each time, its capacity batch x 1 x height x width; written by absolute index
         */
        FloatBuffer input();

        /**
         * The output tensor: float32, batch x labels, probabilities.
         *
         * @return the same buffer each time, its capacity batch x labels; read by absolute index after {@link #run}
         */
        FloatBuffer output();

        /**
         * Runs the model from {@link #input()} to {@link #output()}.
         *
         * @throws io.microexp.BackendException if the run fails
         */
        void run();

        /** Frees the buffers. Idempotent. */
        @Override
        void close();
    }
}

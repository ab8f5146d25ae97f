package io.microexp.spi;

import java.nio.FloatBuffer;

/**
 * A model loaded by a backend.
 *
 * <p>Thread safety: many threads may call {@link #newRequest}. {@link #close} is called last.
 */
public interface InferenceSession extends AutoCloseable {
    /**
     * Allocates the buffers of one run at a fixed batch size.
     *
     * @param batch images per run, at least 1
     * @return a request, which the caller closes before the session
     */
    Request newRequest(int batch);

    /**
     * Describes the runtime, its version, the hardware and the threads in a few words.
     *
     * @return for example {@code "ONNX Runtime 1.29.0, CPU, 1 thread"}
     */
    String description();

    /** Frees the model. Idempotent. */
    @Override
    void close();

    /** The buffers of one run, reused from call to call. Thread safety: for one thread at a time. */
    interface Request extends AutoCloseable {
        /**
         * Returns the input tensor: float32, NCHW, row-major, normalized pixels.
         *
         * @return the same buffer each time, of capacity batch x 1 x height x width, written by absolute index
         */
        FloatBuffer input();

        /**
         * Returns the output tensor: float32, batch x labels, probabilities.
         *
         * @return the same buffer each time, of capacity batch x labels, read by absolute index after {@link #run}
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

package io.microexp.bench.layer;

/** One layer with its buffers, for use by one thread at a time. */
public interface LayerRun extends AutoCloseable {
    /** Runs the layer on the input of the problem in the calling thread. */
    void run();

    /** Returns a copy of the last output: float32, channels x height x width. */
    float[] output();

    @Override
    void close();
}

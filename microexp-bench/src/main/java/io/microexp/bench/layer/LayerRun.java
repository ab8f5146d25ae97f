package io.microexp.bench.layer;

/** One layer with its buffers. Thread safety: none; one thread at a time. */
public interface LayerRun extends AutoCloseable {
    /** Runs the layer on the problem's input, batch 1, in the calling thread. */
    void run();

    /**
     * What the last run gave.
     *
     * @return float32, channels x height x width
     */
    float[] output();

    @Override
    void close();
}

package io.microexp.bench.report;

import io.microexp.bench.layer.Layer;

/**
 * One core of a Raspberry Pi 4, for projections alone: nothing here was measured by this project.
 *
 * <p>The arithmetic roof is eight float32 operations a cycle (one 128-bit multiply-add) at 1.5 GHz; the same eight were
 * measured by others at 2.0 GHz, 15.9 GFLOP/s. The memory roof is an assumption, not a measurement.
 */
final class CortexA72 {
    static final double GFLOPS = 12;
    static final double MEMORY_GBS = 4;

    private CortexA72() {}

    /**
     * The projected time of a layer: what its arithmetic needs at the share of the peak it reached elsewhere, or what
     * its bytes need, whichever is longer.
     *
     * @param layer the layer
     * @param shareOfPeak of the measured machine's multiply-add peak
     * @return microseconds
     */
    static double micros(Layer layer, double shareOfPeak) {
        double arithmetic = layer.flops() / (GFLOPS * shareOfPeak) / 1e3;
        double memory = layer.bytes() / MEMORY_GBS / 1e3;
        return Math.max(arithmetic, memory);
    }
}

package io.microexp.bench.report;

import io.microexp.bench.layer.Layer;

/**
 * One core of a Raspberry Pi 4, for projections. None of these figures was measured by this project.
 *
 * <p>The arithmetic roofline is eight float32 operations per cycle (one 128-bit multiply-add) at 1.5 GHz. Others
 * measured the same eight at 2.0 GHz: 15.9 GFLOP/s. The memory roofline is an assumption, not a measurement.
 */
final class CortexA72 {
    static final double GFLOPS = 12;
    static final double MEMORY_GBS = 4;

    private CortexA72() {}

    /**
     * Returns the projected time of a layer: that of its arithmetic or that of its memory traffic, whichever is longer.
     *
     * @param layer the layer
     * @param shareOfPeak share of the multiply-add peak that the layer reached on the measured machine
     * @return microseconds
     */
    static double micros(Layer layer, double shareOfPeak) {
        double arithmetic = layer.flops() / (GFLOPS * shareOfPeak) / 1e3;
        double memory = layer.bytes() / MEMORY_GBS / 1e3;
        return Math.max(arithmetic, memory);
    }
}

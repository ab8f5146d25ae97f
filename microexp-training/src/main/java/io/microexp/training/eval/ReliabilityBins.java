package io.microexp.training.eval;

import java.util.List;
import java.util.stream.IntStream;

/** Sorts predictions into equal-width bins of confidence. */
final class ReliabilityBins {
    private final int[] counts;
    private final int[] right;
    private final double[] confidences;

    ReliabilityBins(int bins) {
        counts = new int[bins];
        right = new int[bins];
        confidences = new double[bins];
    }

    /** Adds one prediction; bins are open below and closed above, as in Guo et al. 2017. */
    void add(double confidence, boolean correct) {
        int bin = (int) Math.ceil(confidence * counts.length) - 1;
        bin = Math.max(0, Math.min(bin, counts.length - 1));
        counts[bin]++;
        right[bin] += correct ? 1 : 0;
        confidences[bin] += confidence;
    }

    List<ReliabilityBin> bins() {
        return IntStream.range(0, counts.length).mapToObj(this::bin).toList();
    }

    private ReliabilityBin bin(int i) {
        int divisor = Math.max(1, counts[i]);
        return new ReliabilityBin(
                (double) i / counts.length,
                (double) (i + 1) / counts.length,
                counts[i],
                confidences[i] / divisor,
                (double) right[i] / divisor);
    }
}

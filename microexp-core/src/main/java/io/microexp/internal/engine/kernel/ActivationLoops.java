package io.microexp.internal.engine.kernel;

import io.microexp.internal.engine.ir.Activation;

/** Applies activations in place, in loops that C2 vectorizes. */
public final class ActivationLoops {
    private ActivationLoops() {}

    public static void apply(Activation activation, float[] values, int from, int count) {
        int end = from + count;
        switch (activation.kind()) {
            case IDENTITY -> {}
            case CLAMP -> {
                if (activation.isRelu()) {
                    relu(values, from, end);
                } else if (activation.isUnbounded()) {
                    affine(values, from, end, activation.slope(), activation.shift());
                } else {
                    clamp(
                            values,
                            from,
                            end,
                            activation.slope(),
                            activation.shift(),
                            activation.low(),
                            activation.high());
                }
            }
            case SWISH -> swish(values, from, end, activation.slope(), activation.shift());
            case SIGMOID -> {
                for (int i = from; i < end; i++) {
                    values[i] = (float) (1 / (1 + Math.exp(-values[i])));
                }
            }
        }
    }

    /**
     * Computes {@code t + |t|} with {@code t = x / 2}, which is {@code max(x, 0)} at the cost of an addition.
     * {@code Math.max} costs as much as several multiplications, and far more on processors with nothing above SSE. The
     * result for minus infinity is NaN. No sound network produces one, and the classifier refuses NaN scores.
     */
    private static void relu(float[] values, int from, int end) {
        for (int i = from; i < end; i++) {
            float half = 0.5f * values[i];
            values[i] = half + Math.abs(half);
        }
    }

    private static void affine(float[] values, int from, int end, float slope, float shift) {
        for (int i = from; i < end; i++) {
            values[i] = slope * values[i] + shift;
        }
    }

    private static void clamp(float[] values, int from, int end, float slope, float shift, float low, float high) {
        for (int i = from; i < end; i++) {
            values[i] = Math.min(Math.max(slope * values[i] + shift, low), high);
        }
    }

    /** Computes the lower bound as {@link #relu} does. */
    private static void swish(float[] values, int from, int end, float slope, float shift) {
        float halfSlope = slope / 2;
        float halfShift = shift / 2;
        for (int i = from; i < end; i++) {
            float half = halfSlope * values[i] + halfShift;
            values[i] = values[i] * Math.min(half + Math.abs(half), 1);
        }
    }
}

package io.microexp.internal.engine;

/**
 * An activation function that kernels apply to what they have just computed. All the piecewise-linear ones are one
 * formula, {@code clamp(slope * x + shift, low, high)}, and hard-swish is x times that; so a kernel has two cases.
 *
 * @param kind the formula
 * @param slope factor before clamping
 * @param shift summand before clamping
 * @param low lower clamp
 * @param high upper clamp
 */
record Activation(Kind kind, float slope, float shift, float low, float high) {
    /** The formula. */
    enum Kind {
        /** Nothing. */
        IDENTITY,
        /** {@code clamp(slope * x + shift)}: ReLU, ReLU6, Clip, hard sigmoid. */
        CLAMP,
        /** {@code x * clamp(slope * x + shift)} between 0 and 1: hard swish. */
        SWISH,
        /** {@code 1 / (1 + exp(-x))}; only for single pixels and for {@link Op.Unary}. */
        SIGMOID
    }

    static final Activation IDENTITY =
            new Activation(Kind.IDENTITY, 1, 0, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
    static final Activation RELU = clip(0, Float.POSITIVE_INFINITY);
    static final Activation HARD_SWISH = new Activation(Kind.SWISH, 1f / 6, 0.5f, 0, 1);
    static final Activation SIGMOID = new Activation(Kind.SIGMOID, 1, 0, 0, 1);

    static Activation clip(float low, float high) {
        return new Activation(Kind.CLAMP, 1, 0, low, high);
    }

    static Activation hardSigmoid(float alpha, float beta) {
        return new Activation(Kind.CLAMP, alpha, beta, 0, 1);
    }

    boolean isIdentity() {
        return kind == Kind.IDENTITY;
    }

    /** Whether x times this activation of x is again one: x * HardSigmoid(x), as older exporters write hard swish. */
    boolean isGate() {
        return kind == Kind.CLAMP && low == 0 && high == 1;
    }

    boolean isRelu() {
        return kind == Kind.CLAMP && slope == 1 && shift == 0 && low == 0 && high == Float.POSITIVE_INFINITY;
    }

    Activation asSwish() {
        return new Activation(Kind.SWISH, slope, shift, low, high);
    }

    /** Applies it in place; each loop is one that C2 vectorises. */
    void apply(float[] values, int from, int count) {
        int end = from + count;
        switch (kind) {
            case IDENTITY -> {}
            case CLAMP -> {
                if (isRelu()) {
                    relu(values, from, end);
                } else {
                    clamp(values, from, end, slope, shift, low, high);
                }
            }
            case SWISH -> swish(values, from, end, slope, shift);
            case SIGMOID -> {
                for (int i = from; i < end; i++) {
                    values[i] = (float) (1 / (1 + Math.exp(-values[i])));
                }
            }
        }
    }

    /**
     * {@code t + |t|} of halves is the maximum with 0, at the cost of a sum. {@code Math.max} costs as much as several
     * products, and much more where the processor has nothing above SSE. Of minus infinity, which no sound network makes,
     * it is not a number, and the call is refused.
     */
    private static void relu(float[] values, int from, int end) {
        for (int i = from; i < end; i++) {
            float half = 0.5f * values[i];
            values[i] = half + Math.abs(half);
        }
    }

    private static void clamp(float[] values, int from, int end, float slope, float shift, float low, float high) {
        for (int i = from; i < end; i++) {
            values[i] = Math.min(Math.max(slope * values[i] + shift, low), high);
        }
    }

    /** The clamp's lower bound as in {@link #relu}. */
    private static void swish(float[] values, int from, int end, float slope, float shift) {
        float halfSlope = slope / 2;
        float halfShift = shift / 2;
        for (int i = from; i < end; i++) {
            float half = halfSlope * values[i] + halfShift;
            values[i] = values[i] * Math.min(half + Math.abs(half), 1);
        }
    }
}

package io.microexp.internal.engine.ir;

/**
 * An activation function. All piecewise-linear ones are one formula, {@code clamp(slope * x + shift, low, high)}, and
 * hard-swish is {@code x} times that, so a kernel implements few cases.
 *
 * @param kind the formula
 * @param slope factor before clamping
 * @param shift summand before clamping
 * @param low lower bound of the clamp
 * @param high upper bound of the clamp
 */
public record Activation(Kind kind, float slope, float shift, float low, float high) {
    /** The formula. */
    public enum Kind {
        /** {@code x}. */
        IDENTITY,
        /** {@code clamp(slope * x + shift)}: ReLU, ReLU6, Clip, hard sigmoid, negation. */
        CLAMP,
        /** {@code x * clamp(slope * x + shift)} between 0 and 1: hard swish. */
        SWISH,
        /** {@code 1 / (1 + exp(-x))}; fused only into layers of a single pixel. */
        SIGMOID
    }

    public static final Activation IDENTITY =
            new Activation(Kind.IDENTITY, 1, 0, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
    public static final Activation RELU = clip(0, Float.POSITIVE_INFINITY);
    public static final Activation NEGATION =
            new Activation(Kind.CLAMP, -1, 0, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
    public static final Activation HARD_SWISH = new Activation(Kind.SWISH, 1f / 6, 0.5f, 0, 1);
    public static final Activation SIGMOID = new Activation(Kind.SIGMOID, 1, 0, 0, 1);

    public static Activation clip(float low, float high) {
        return new Activation(Kind.CLAMP, 1, 0, low, high);
    }

    public static Activation hardSigmoid(float alpha, float beta) {
        return new Activation(Kind.CLAMP, alpha, beta, 0, 1);
    }

    public boolean isIdentity() {
        return kind == Kind.IDENTITY;
    }

    /**
     * Returns whether {@code x} times this activation of {@code x} is an activation too. Older exporters write hard
     * swish as {@code x * HardSigmoid(x)}.
     */
    public boolean isGate() {
        return kind == Kind.CLAMP && low == 0 && high == 1;
    }

    public boolean isRelu() {
        return kind == Kind.CLAMP && slope == 1 && shift == 0 && low == 0 && high == Float.POSITIVE_INFINITY;
    }

    /** Returns whether nothing is clamped, as in a negation. */
    public boolean isUnbounded() {
        return low == Float.NEGATIVE_INFINITY && high == Float.POSITIVE_INFINITY;
    }

    /** Returns {@code x} times this gate. */
    public Activation asSwish() {
        return new Activation(Kind.SWISH, slope, shift, low, high);
    }
}

package io.microexp.internal;

/**
 * The orthonormal discrete cosine transform (DCT-II) of eight values, and its inverse: the transform of a JPEG block along
 * one axis. Coefficient {@code k} is the part of the values that swings {@code k / 2} times.
 */
public final class Dct8 {
    /** Values of a transform. */
    public static final int SIZE = 8;

    private static final float C1 = cosine(1);
    private static final float C2 = cosine(2);
    private static final float C3 = cosine(3);
    private static final float C4 = cosine(4);
    private static final float C5 = cosine(5);
    private static final float C6 = cosine(6);
    private static final float C7 = cosine(7);

    private Dct8() {}

    private static float cosine(int k) {
        return (float) (Math.cos(k * Math.PI / (2 * SIZE)) / 2);
    }

    /**
     * Transforms eight values at equal distances.
     *
     * @param in holds the values
     * @param from index of the first value
     * @param inStep distance between two values
     * @param out receives the coefficients; may be {@code in}, at the same places
     * @param to index of the first coefficient
     * @param outStep distance between two coefficients
     */
    public static void forward(float[] in, int from, int inStep, float[] out, int to, int outStep) {
        float sum0 = in[from] + in[from + 7 * inStep];
        float sum1 = in[from + inStep] + in[from + 6 * inStep];
        float sum2 = in[from + 2 * inStep] + in[from + 5 * inStep];
        float sum3 = in[from + 3 * inStep] + in[from + 4 * inStep];
        float difference0 = in[from] - in[from + 7 * inStep];
        float difference1 = in[from + inStep] - in[from + 6 * inStep];
        float difference2 = in[from + 2 * inStep] - in[from + 5 * inStep];
        float difference3 = in[from + 3 * inStep] - in[from + 4 * inStep];
        out[to] = C4 * (sum0 + sum1 + sum2 + sum3);
        out[to + outStep] = C1 * difference0 + C3 * difference1 + C5 * difference2 + C7 * difference3;
        out[to + 2 * outStep] = C2 * (sum0 - sum3) + C6 * (sum1 - sum2);
        out[to + 3 * outStep] = C3 * difference0 - C7 * difference1 - C1 * difference2 - C5 * difference3;
        out[to + 4 * outStep] = C4 * (sum0 - sum1 - sum2 + sum3);
        out[to + 5 * outStep] = C5 * difference0 - C1 * difference1 + C7 * difference2 + C3 * difference3;
        out[to + 6 * outStep] = C6 * (sum0 - sum3) - C2 * (sum1 - sum2);
        out[to + 7 * outStep] = C7 * difference0 - C5 * difference1 + C3 * difference2 - C1 * difference3;
    }

    /**
     * Undoes {@link #forward}.
     *
     * @param in holds the coefficients
     * @param from index of the first coefficient
     * @param inStep distance between two coefficients
     * @param out receives the values; may be {@code in}, at the same places
     * @param to index of the first value
     * @param outStep distance between two values
     */
    public static void inverse(float[] in, int from, int inStep, float[] out, int to, int outStep) {
        float k1 = in[from + inStep];
        float k2 = in[from + 2 * inStep];
        float k3 = in[from + 3 * inStep];
        float k5 = in[from + 5 * inStep];
        float k6 = in[from + 6 * inStep];
        float k7 = in[from + 7 * inStep];
        float outer = C4 * (in[from] + in[from + 4 * inStep]);
        float inner = C4 * (in[from] - in[from + 4 * inStep]);
        float outerSwing = C2 * k2 + C6 * k6;
        float innerSwing = C6 * k2 - C2 * k6;
        float odd0 = C1 * k1 + C3 * k3 + C5 * k5 + C7 * k7;
        float odd1 = C3 * k1 - C7 * k3 - C1 * k5 - C5 * k7;
        float odd2 = C5 * k1 - C1 * k3 + C7 * k5 + C3 * k7;
        float odd3 = C7 * k1 - C5 * k3 + C3 * k5 - C1 * k7;
        out[to] = outer + outerSwing + odd0;
        out[to + outStep] = inner + innerSwing + odd1;
        out[to + 2 * outStep] = inner - innerSwing + odd2;
        out[to + 3 * outStep] = outer - outerSwing + odd3;
        out[to + 4 * outStep] = outer - outerSwing - odd3;
        out[to + 5 * outStep] = inner - innerSwing - odd2;
        out[to + 6 * outStep] = inner + innerSwing - odd1;
        out[to + 7 * outStep] = outer + outerSwing - odd0;
    }
}

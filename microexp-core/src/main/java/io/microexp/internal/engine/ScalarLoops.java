package io.microexp.internal.engine;

/**
 * The innermost loops of the scalar kernels. C2 turns each into vector instructions, on Java 17 and 25, only while its
 * arrays are separate and share one index, its body stays small, and the sums are written in this very order (from the
 * left, the old sum first, where a row goes into several). Anything else silently runs one float at a time: measure
 * every change.
 *
 * <p>Each goes over {@code count} floats from index {@code start} of all its rows, and over the one before, as
 * {@link ScratchRows} explains; rows ought to be long all the same. And a loop waits for loads rather than for products, so
 * a row is loaded for more than one sum where it can be.
 */
final class ScalarLoops {
    /** Sums that are worked on in turns: as many as stay in the first-level cache, with the rows that go into them. */
    static final int SUMS = 4_608;

    /** Floats that a row of several pixels has at most. */
    private static final int LONG_ROW = 576;

    /** Calls after which HotSpot's first compiler, C1, takes a loop on. */
    private static final int C1_CALLS = 300;

    private static final int C1_FLOATS = 4;

    /** Calls of {@link #C2_FLOATS} after which C2 does. */
    private static final int C2_CALLS = 800;

    private static final int C2_FLOATS = 96;

    private ScalarLoops() {}

    /**
     * Calls every loop until the JVM compiles it, which it does in threads of its own: the model is read meanwhile. Rows of
     * a few floats do for C1. The loop in which most of a run is spent goes on to C2, with rows as long as real ones:
     * after short ones C2 unrolls it too little, for as long as the process lives.
     */
    static void warmUp() {
        ScratchRows rows = new ScratchRows(new Step.Scratch(7, C2_FLOATS));
        float[] a = rows.row(0);
        float[] b = rows.row(1);
        float[] c = rows.row(2);
        float[] d = rows.row(3);
        float[] e = rows.row(4);
        float[] f = rows.row(5);
        float[] g = rows.row(6);
        for (int call = 0; call < C1_CALLS; call++) {
            add(a, b, 0, 1, C1_FLOATS);
            addFour(a, b, c, d, e, 0, 0, 0, 0, 1, C1_FLOATS);
            multiply(a, b, 1, C1_FLOATS);
            addThreeProducts(a, b, c, d, e, f, g, 1, C1_FLOATS);
            addThreeToTwo(a, b, c, d, e, f, g, 1, C1_FLOATS);
            Activation.RELU.apply(a, 1, C1_FLOATS);
            Activation.HARD_SWISH.apply(a, 1, C1_FLOATS);
            ScalarTranspose.readFour(e, 0, 4, rows, 0, 0, C1_FLOATS);
            ScalarTranspose.writeFour(e, 0, 4, rows, 0, 0, C1_FLOATS);
        }
        for (int call = 0; call < C2_CALLS; call++) {
            addTwoToThree(a, b, c, d, e, 0, 0, 0, 0, 0, 0, 1, C2_FLOATS);
        }
    }

    /** How many neighbouring pixels of a line make a row where each has {@code floats}. */
    static int pixelsOfRow(int width, int floats) {
        return share(width, LONG_ROW / floats);
    }

    /** The size of the even parts, each at most {@code most} but at least 1, into which {@code whole} is divided. */
    static int share(int whole, int most) {
        int parts = (whole - 1) / Math.max(1, most) + 1;
        return (whole - 1) / parts + 1;
    }

    /** {@code sum += x * w} for every element. */
    static void add(float[] sum, float[] x, float w, int start, int count) {
        for (int i = start - 1; i < start + count; i++) {
            sum[i] += x[i] * w;
        }
    }

    static void addFour(
            float[] sum,
            float[] x0,
            float[] x1,
            float[] x2,
            float[] x3,
            float w0,
            float w1,
            float w2,
            float w3,
            int start,
            int count) {
        for (int i = start - 1; i < start + count; i++) {
            sum[i] += x0[i] * w0 + x1[i] * w1 + x2[i] * w2 + x3[i] * w3;
        }
    }

    /** Two rows into three sums: six products for five loads and three stores. Weights by sum, then by row. */
    static void addTwoToThree(
            float[] sum0,
            float[] sum1,
            float[] sum2,
            float[] x0,
            float[] x1,
            float w00,
            float w01,
            float w10,
            float w11,
            float w20,
            float w21,
            int start,
            int count) {
        for (int i = start - 1; i < start + count; i++) {
            float a = x0[i];
            float b = x1[i];
            sum0[i] = sum0[i] + a * w00 + b * w01;
            sum1[i] = sum1[i] + a * w10 + b * w11;
            sum2[i] = sum2[i] + a * w20 + b * w21;
        }
    }

    static void multiply(float[] product, float[] x, int start, int count) {
        for (int i = start - 1; i < start + count; i++) {
            product[i] *= x[i];
        }
    }

    static void addThreeProducts(
            float[] sum, float[] x0, float[] x1, float[] x2, float[] w0, float[] w1, float[] w2, int start, int count) {
        for (int i = start - 1; i < start + count; i++) {
            sum[i] += x0[i] * w0[i] + x1[i] * w1[i] + x2[i] * w2[i];
        }
    }

    /** Three rows into two sums, the middle one into both: four products for seven loads and two stores. */
    static void addThreeToTwo(
            float[] sum0,
            float[] sum1,
            float[] x0,
            float[] x1,
            float[] x2,
            float[] w0,
            float[] w1,
            int start,
            int count) {
        for (int i = start - 1; i < start + count; i++) {
            float a = w0[i];
            float b = w1[i];
            float middle = x1[i];
            sum0[i] = sum0[i] + x0[i] * a + middle * b;
            sum1[i] = sum1[i] + middle * a + x2[i] * b;
        }
    }
}

package io.microexp.internal.engine.kernel.scalar;

import io.microexp.internal.engine.ir.Activation;
import io.microexp.internal.engine.kernel.ActivationLoops;
import io.microexp.internal.engine.kernel.ScratchSize;
import io.microexp.internal.engine.kernel.Workspace;

/**
 * The innermost loops of the scalar kernels: axpy ({@code sum += w * x}) and its variants with several rows and sums.
 *
 * <p>C2 of Java 17 and 25 vectorizes a loop only while its arrays are separate and share one index, its body stays
 * small, and sums are written in this order: from the left, starting with the old sum. Any other form silently runs one
 * float at a time, so every change needs a measurement.
 *
 * <p>Each loop processes {@code count} floats of all its rows from index {@code start}, and the float before, as
 * {@link AlignedWorkspace} explains. Long rows run faster all the same. The loops are bound by loads rather than by
 * arithmetic, so a row that is loaded serves several sums where possible. Those that {@link #warmUp} calls without work
 * return at once for a count of 0.
 */
final class ScalarLoops {
    /** Sums of one turn: as many as stay in the first-level cache beside the rows that are added to them. */
    static final int SUMS = 4_608;

    /**
     * Rows that a kernel adds in one call of a method, an even number since they are added in pairs. Fewer calls save
     * time, more calls get the method compiled early in the first run.
     */
    static final int ROWS_PER_CALL = 16;

    /** Most floats of a row that holds several pixels. */
    private static final int LONG_ROW = 576;

    /** Calls after which HotSpot compiles a loop with C1. */
    private static final int C1_CALLS = 300;

    private static final int C1_FLOATS = 4;

    /** Calls without work that C2's threshold of calls counts. */
    private static final int EMPTY_CALLS = 1_000;

    /** Iterations per loop: fewer than the 40,000 after which C2 compiles the running call alone. */
    private static final int C2_ITERATIONS = 38_000;

    /** Iterations of a call of the loop that takes most of a run. With a quarter of them it stays a third slower. */
    private static final int LONG_CALL = 192;

    /** Iterations of a call of the other loops, which C2 compiles in half the time it takes after long calls. */
    private static final int SHORT_CALL = 112;

    private ScalarLoops() {}

    /**
     * Calls every loop until the JVM compiles it, which its compiler threads do while the model is read. Calls of a few
     * floats suffice for C1; the three loops that take most of a run are called until C2 compiles them.
     *
     * <p>C2 compiles a method after 600 calls with 15,000 iterations of its loop, and unrolls the loop according to the
     * iterations per call. But after 40,000 iterations it first compiles the rest of the running call (on-stack
     * replacement), which takes as long and serves no other call. Hence the calls without work: they count as calls, and
     * leave the iterations of the others as they are.
     */
    static void warmUp() {
        Workspace workspace = new Workspace(0, new ScratchSize(7, LONG_CALL));
        float[] a = workspace.row(0);
        float[] b = workspace.row(1);
        float[] c = workspace.row(2);
        float[] d = workspace.row(3);
        float[] e = workspace.row(4);
        float[] f = workspace.row(5);
        float[] g = workspace.row(6);
        for (int call = 0; call < C1_CALLS; call++) {
            add(a, b, 0, 1, C1_FLOATS);
            addFour(a, b, c, d, e, 0, 0, 0, 0, 1, C1_FLOATS);
            multiply(a, b, 1, C1_FLOATS);
            addThreeProducts(a, b, c, d, e, f, g, 1, C1_FLOATS);
            addThreeToTwo(a, b, c, d, e, f, g, 1, C1_FLOATS);
            ActivationLoops.apply(Activation.RELU, a, 1, C1_FLOATS);
            ActivationLoops.apply(Activation.HARD_SWISH, a, 1, C1_FLOATS);
            ScalarTranspose.readFour(e, 0, 4, workspace, 0, 0, C1_FLOATS);
            ScalarTranspose.writeFour(e, 0, 4, workspace, 0, 0, C1_FLOATS);
        }
        for (int call = 0; call < EMPTY_CALLS; call++) {
            addTwoToThree(a, b, c, d, e, 0, 0, 0, 0, 0, 0, 1, 0);
            addThreeToTwo(a, b, c, d, e, f, g, 1, 0);
            addThreeProducts(a, b, c, d, e, f, g, 1, 0);
        }
        for (int done = 0; done < C2_ITERATIONS; done += LONG_CALL) {
            addTwoToThree(a, b, c, d, e, 0, 0, 0, 0, 0, 0, 1, LONG_CALL);
        }
        for (int done = 0; done < C2_ITERATIONS; done += SHORT_CALL) {
            addThreeToTwo(a, b, c, d, e, f, g, 1, SHORT_CALL);
            addThreeProducts(a, b, c, d, e, f, g, 1, SHORT_CALL);
        }
    }

    /** Returns how many neighboring pixels of {@code floats} each form one row. */
    static int pixelsOfRow(int width, int floats) {
        return share(width, LONG_ROW / floats);
    }

    /** Returns the size of the even parts into which {@code whole} is divided, at most {@code most} but at least 1. */
    static int share(int whole, int most) {
        int parts = (whole - 1) / Math.max(1, most) + 1;
        return (whole - 1) / parts + 1;
    }

    /** {@code sum += x * w}: axpy. */
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

    /** Adds two rows to three sums: six products for five loads and three stores. Weights by sum, then by row. */
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
        if (count == 0) {
            return;
        }
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
        if (count == 0) {
            return;
        }
        for (int i = start - 1; i < start + count; i++) {
            sum[i] += x0[i] * w0[i] + x1[i] * w1[i] + x2[i] * w2[i];
        }
    }

    /** Adds three rows to two sums, the middle row to both: four products for seven loads and two stores. */
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
        if (count == 0) {
            return;
        }
        for (int i = start - 1; i < start + count; i++) {
            float a = w0[i];
            float b = w1[i];
            float middle = x1[i];
            sum0[i] = sum0[i] + x0[i] * a + middle * b;
            sum1[i] = sum1[i] + middle * a + x2[i] * b;
        }
    }
}

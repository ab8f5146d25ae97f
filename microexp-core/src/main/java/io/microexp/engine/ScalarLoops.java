package io.microexp.engine;

/**
 * The innermost loops of the scalar kernels. C2 turns each into vector instructions; on Java 17 only while the body
 * stays this small: five products with one factor fixed, or three of two arrays, and one store. A larger body silently
 * runs one float at a time.
 */
final class ScalarLoops {
    private ScalarLoops() {}

    /** {@code sum += x * w} for every element. */
    static void add(float[] sum, float[] x, float w, int count) {
        for (int i = 0; i < count; i++) {
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
            int count) {
        for (int i = 0; i < count; i++) {
            sum[i] += x0[i] * w0 + x1[i] * w1 + x2[i] * w2 + x3[i] * w3;
        }
    }

    static void addProduct(float[] sum, float[] x, float[] w, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] += x[i] * w[i];
        }
    }

    static void addThreeProducts(
            float[] sum, float[] x0, float[] x1, float[] x2, float[] w0, float[] w1, float[] w2, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] += x0[i] * w0[i] + x1[i] * w1[i] + x2[i] * w2[i];
        }
    }
}

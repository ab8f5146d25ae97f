package io.microexp.model;

import static io.microexp.internal.Dct8.SIZE;

import io.microexp.internal.Dct8;
import java.lang.ref.WeakReference;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Takes noise from a face of 48x48 pixels and sharpens it where it is blurred, by a filter over overlapping 8x8 blocks of
 * the discrete cosine transform (DCT):
 *
 * <ul>
 *   <li>Noise, of standard deviation σ: coefficients below 3 σ become 0 (Yu and Sapiro 2011, DCT image denoising). σ is
 *       estimated from the finest coefficients of the flattest fifth of the blocks; what is weaker than the texture
 *       of a face counts as no noise.
 *   <li>Blur: a coefficient whose mean energy in the face, relative to that of the two coarsest, is lower than usual by
 *       the factor h², is multiplied by (1 + η) h / (h² + η), the Wiener filter for a blur that leaves the part h of it.
 *       A face that moved lacks detail in one direction alone and is sharpened in that direction.
 * </ul>
 *
 * Usual is what most of FER2013's Training faces have, so most faces of good quality are changed a little. A face that
 * lacks nothing and has no noise is left as it is, bit for bit.
 *
 * <p>Thread safety: stateless; each thread has its own memory for intermediate values.
 */
final class Restoration {
    /** The side of a face in pixels. */
    static final int SIDE = 48;

    private static final int PIXELS = SIDE * SIDE;
    private static final int COEFFICIENTS = SIZE * SIZE;
    /** Distance in pixels of the blocks that are analyzed. */
    private static final int ANALYZED_STEP = 4;
    /** Distance in pixels of the blocks that are filtered. */
    private static final int FILTERED_STEP = 2;

    private static final int ANALYZED_BLOCKS = blocks(ANALYZED_STEP) * blocks(ANALYZED_STEP);
    /** Coefficients (u, v) with u + v from here on are the finest. */
    private static final int FINEST_FROM = 9;

    /** How many they are. */
    private static final int FINEST = 21;
    /** The rank, among the blocks by fine energy, of the one whose energy is the noise's. */
    private static final int FLAT_BLOCK = ANALYZED_BLOCKS / 5;

    private static final float MAX_PIXEL = 255;
    /** The variance that the texture of a face without noise may have, in squares of gray levels. */
    private static final float TEXTURE = 9;

    private static final float THRESHOLD = 3;
    private static final double NOISE_TO_SIGNAL = 0.01;
    /** Added to mean energies, so that a flat face has finite logarithms. */
    private static final double LEAST_ENERGY = 0.05;

    /**
     * Log energies of coefficients (u, v), u being the vertical frequency, relative to the mean of (0, 1) and (1, 0):
     * half a standard deviation below their mean over the 28,709 faces of FER2013's Training. The four coarsest are
     * never changed.
     */
    private static final float[] USUAL = {
        3.94f, 0.06f, -1.42f, -2.59f, -3.46f, -4.23f, -5.04f, -5.86f, -0.34f, -1.43f, -2.31f, -3.12f, -3.82f, -4.49f,
        -5.23f, -6.00f, -1.72f, -2.43f, -3.06f, -3.63f, -4.21f, -4.78f, -5.47f, -6.17f, -2.62f, -3.19f, -3.70f, -4.16f,
        -4.63f, -5.13f, -5.73f, -6.37f, -3.39f, -3.84f, -4.29f, -4.70f, -5.13f, -5.55f, -6.11f, -6.69f, -4.11f, -4.48f,
        -4.84f, -5.20f, -5.59f, -5.98f, -6.48f, -7.02f, -4.97f, -5.24f, -5.54f, -5.82f, -6.18f, -6.52f, -7.01f, -7.50f,
        -5.81f, -6.03f, -6.25f, -6.48f, -6.78f, -7.10f, -7.55f, -8.02f,
    };

    /** The window by which filtered blocks are added, along one axis: half a sine. */
    private static final float[] WINDOW = window();
    /** One divided by the sum of the windows over a pixel, along one axis. */
    private static final float[] SHARE = shares();

    /** Weak, so that a thread does not keep the classes of an application that was undeployed. */
    private static final ThreadLocal<WeakReference<Restoration>> OF_THREAD = new ThreadLocal<>();

    private final float[] face = new float[PIXELS];
    private final float[] restored = new float[PIXELS];
    /** Eight rows of the face, transformed along the columns. */
    private final float[] strip = new float[SIDE * SIZE];
    /** The same rows after the filter. */
    private final float[] filtered = new float[SIDE * SIZE];

    private final float[] block = new float[COEFFICIENTS];
    private final float[] line = new float[SIZE];
    /** Per coefficient its mean energy, then its gain. */
    private final float[] gains = new float[COEFFICIENTS];
    /** The mean energies of the finest coefficients in the flattest blocks, in ascending order. */
    private final float[] flattest = new float[FLAT_BLOCK + 1];

    private Restoration() {}

    /**
     * Restores a face in place. Allocates nothing but 22 kB per thread, which the garbage collector may take back.
     *
     * @param pixels 48x48 float32 gray levels of 0 to 255, row-major; read and written by absolute index
     * @param offset index of the first pixel
     */
    static void apply(FloatBuffer pixels, int offset) {
        WeakReference<Restoration> reference = OF_THREAD.get();
        Restoration restoration = reference == null ? null : reference.get();
        if (restoration == null) {
            restoration = new Restoration();
            OF_THREAD.set(new WeakReference<>(restoration));
        }
        restoration.restore(pixels, offset);
    }

    /** Returns what is usual per coefficient, in rows of u. */
    static float[] usual() {
        return USUAL.clone();
    }

    private void restore(FloatBuffer pixels, int offset) {
        pixels.get(offset, face, 0, PIXELS);
        analyze();
        float noise = noise();
        boolean sharp = toGains();
        if (sharp && noise == 0) {
            return;
        }
        filter(THRESHOLD * noise);
        for (int i = 0; i < PIXELS; i++) {
            float pixel = restored[i] * SHARE[i / SIDE] * SHARE[i % SIDE];
            pixels.put(offset + i, Math.max(0, Math.min(pixel, MAX_PIXEL)));
        }
    }

    /** Sums energies per coefficient, and finds the blocks whose finest coefficients have the least. */
    private void analyze() {
        Arrays.fill(gains, 0);
        Arrays.fill(flattest, Float.POSITIVE_INFINITY);
        for (int y = 0; y <= SIDE - SIZE; y += ANALYZED_STEP) {
            transformColumns(y);
            for (int x = 0; x <= SIDE - SIZE; x += ANALYZED_STEP) {
                transformRows(x);
                float fine = 0;
                for (int i = 0; i < COEFFICIENTS; i++) {
                    float energy = block[i] * block[i];
                    gains[i] += energy;
                    if (i / SIZE + i % SIZE >= FINEST_FROM) {
                        fine += energy;
                    }
                }
                insert(fine / FINEST);
            }
        }
    }

    /** Transforms the columns of the eight rows from {@code y} on. */
    private void transformColumns(int y) {
        for (int x = 0; x < SIDE; x++) {
            Dct8.forward(face, y * SIDE + x, SIDE, strip, x, SIDE);
        }
    }

    /** Transforms the rows of the strip's block at {@code x}. */
    private void transformRows(int x) {
        for (int u = 0; u < SIZE; u++) {
            Dct8.forward(strip, u * SIDE + x, 1, block, u * SIZE, 1);
        }
    }

    /** Inserts an energy if it is among the least. {@link Arrays#sort(float[])} allocates since JDK 22. */
    private void insert(float energy) {
        int place = FLAT_BLOCK;
        if (energy >= flattest[place]) {
            return;
        }
        for (; place > 0 && flattest[place - 1] > energy; place--) {
            flattest[place] = flattest[place - 1];
        }
        flattest[place] = energy;
    }

    /** The standard deviation of the noise in gray levels, or 0. */
    private float noise() {
        float variance = flattest[FLAT_BLOCK] - TEXTURE;
        return variance < TEXTURE ? 0 : (float) Math.sqrt(variance);
    }

    /** Turns energies to gains; returns whether all are 1. */
    private boolean toGains() {
        double coarse = (logEnergy(1) + logEnergy(SIZE)) / 2;
        boolean sharp = true;
        for (int i = 0; i < COEFFICIENTS; i++) {
            double lack = i / SIZE < 2 && i % SIZE < 2 ? 0 : USUAL[i] - (logEnergy(i) - coarse);
            if (lack <= 0) {
                gains[i] = 1;
            } else {
                double left = Math.exp(-lack / 2);
                gains[i] = (float) (left * (1 + NOISE_TO_SIGNAL) / (left * left + NOISE_TO_SIGNAL));
                sharp = false;
            }
        }
        return sharp;
    }

    private double logEnergy(int coefficient) {
        return Math.log(gains[coefficient] / ANALYZED_BLOCKS + LEAST_ENERGY);
    }

    /** Filters overlapping blocks and adds them, weighted by their windows. */
    private void filter(float threshold) {
        Arrays.fill(restored, 0);
        for (int y = 0; y <= SIDE - SIZE; y += FILTERED_STEP) {
            transformColumns(y);
            Arrays.fill(filtered, 0);
            for (int x = 0; x <= SIDE - SIZE; x += FILTERED_STEP) {
                transformRows(x);
                filterBlock(threshold);
                addRows(x);
            }
            addColumns(y);
        }
    }

    private void filterBlock(float threshold) {
        for (int i = 1; i < COEFFICIENTS; i++) {
            block[i] = Math.abs(block[i]) < threshold ? 0 : block[i] * gains[i];
        }
    }

    /** Adds the block at {@code x} to the strip, transformed back along the rows. */
    private void addRows(int x) {
        for (int u = 0; u < SIZE; u++) {
            Dct8.inverse(block, u * SIZE, 1, line, 0, 1);
            for (int i = 0; i < SIZE; i++) {
                filtered[u * SIDE + x + i] += WINDOW[i] * line[i];
            }
        }
    }

    /** Adds the strip to the rows from {@code y} on, transformed back along the columns. */
    private void addColumns(int y) {
        for (int x = 0; x < SIDE; x++) {
            Dct8.inverse(filtered, x, SIDE, line, 0, 1);
            for (int i = 0; i < SIZE; i++) {
                restored[(y + i) * SIDE + x] += WINDOW[i] * line[i];
            }
        }
    }

    private static int blocks(int step) {
        return (SIDE - SIZE) / step + 1;
    }

    private static float[] window() {
        float[] window = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            window[i] = (float) Math.sin(Math.PI * (i + 0.5) / SIZE);
        }
        return window;
    }

    private static float[] shares() {
        float[] sums = new float[SIDE];
        for (int first = 0; first <= SIDE - SIZE; first += FILTERED_STEP) {
            for (int i = 0; i < SIZE; i++) {
                sums[first + i] += WINDOW[i];
            }
        }
        for (int i = 0; i < SIDE; i++) {
            sums[i] = 1 / sums[i];
        }
        return sums;
    }
}

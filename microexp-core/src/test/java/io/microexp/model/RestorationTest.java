package io.microexp.model;

import static io.microexp.testing.Tolerances.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestorationTest {
    private static final int SIDE = 48;
    private static final int SIZE = 8;
    private static final long SEED = 48;
    /** In gray levels: sums of some 500 products of up to 255, rounded to 24 bits. */
    private static final float ROUNDING = 0.01f;

    private final float[] face = face();

    @Test
    @DisplayName("a sharp face without noise is left as it is, bit for bit")
    void leavesGoodFacesAlone() {
        assertThat(restored(face)).containsExactly(face);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 255})
    void leavesAFaceOfOneLevelAlone(int level) {
        float[] flat = new float[SIDE * SIDE];
        Arrays.fill(flat, level);
        assertThat(restored(flat)).containsExactly(flat);
    }

    @ParameterizedTest
    @ValueSource(doubles = {5, 10, 20})
    @DisplayName("noise is nearly halved, or more")
    void removesNoise(double sigma) {
        float[] noisy = noisy(face, sigma);

        assertThat(distance(restored(noisy), face))
                .as("seed %d", SEED)
                .isLessThan(0.6 * distance(noisy, face))
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1.5, 2})
    @DisplayName("a part of what blur took is given back")
    void sharpens(double sigma) {
        float[] blurred = blurred(face, sigma, true);

        assertThat(distance(restored(blurred), face)).isLessThan(0.92 * distance(blurred, face));
    }

    @Test
    @DisplayName("a face that moved sideways is sharpened across its own direction")
    void sharpensMovedFaces() {
        float[] moved = blurred(face, 1.5, false);

        assertThat(distance(restored(moved), face)).isLessThan(0.92 * distance(moved, face));
    }

    @Test
    @DisplayName("the result is that of the definition: overlapping blocks, one by one, with cosines")
    void followsTheDefinition() {
        for (float[] bad : new float[][] {
            noisy(face, 10), blurred(face, 1, true), noisy(blurred(face, 1.5, true), 6), noisy(face, 60)
        }) {
            assertClose(restored(bad), Definition.restored(bad), ROUNDING);
        }
    }

    @Test
    void writesItsOwnPixelsAlone() {
        float[] bad = noisy(face, 10);
        float[] buffer = new float[SIDE * SIDE + 2];
        System.arraycopy(bad, 0, buffer, 1, bad.length);
        Restoration.apply(FloatBuffer.wrap(buffer), 1);

        assertThat(Arrays.copyOfRange(buffer, 1, buffer.length - 1)).containsExactly(restored(bad));
        assertThat(buffer[0]).isZero();
        assertThat(buffer[buffer.length - 1]).isZero();
    }

    @Test
    void pixelsStayGrayLevels() {
        for (float pixel : restored(noisy(face, 120))) {
            assertThat(pixel).isBetween(0f, 255f);
        }
    }

    @Test
    @DisplayName("a thread's second face allocates nothing")
    void allocatesOncePerThread() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        FloatBuffer pixels = FloatBuffer.wrap(noisy(face, 10));
        Restoration.apply(pixels, 0);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1000; i++) {
            Restoration.apply(pixels, 0);
        }

        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .as("bytes of 1,000 faces; a collection in between may cost the thread its memory once")
                .isLessThan(30_000);
    }

    @Test
    void refusesOtherSizesThanTheOneItKnows() {
        assertThatThrownBy(() -> new Preprocessing(48, 40, 0, 1).withRestore(true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Expected an input of 48x48 pixels, since faces are to be restored, found 48x40");
    }

    /** Run it with {@code -Dmicroexp.fer2013=fer2013.csv.gz}. */
    @Test
    @DisplayName("what is usual are the statistics of FER2013's Training faces")
    void knowsItsStatistics() throws IOException {
        String csv = System.getProperty("microexp.fer2013");
        assumeThat(csv).isNotNull();
        double[] sums = new double[SIZE * SIZE];
        double[] squares = new double[SIZE * SIZE];
        int count = 0;
        try (BufferedReader rows = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(Path.of(csv))), StandardCharsets.UTF_8))) {
            for (String row = rows.readLine(); row != null; row = rows.readLine()) {
                if (row.endsWith(",Training")) {
                    double[] found = Definition.logEnergies(pixels(row.split(",")[1]));
                    for (int i = 0; i < found.length; i++) {
                        sums[i] += found[i];
                        squares[i] += found[i] * found[i];
                    }
                    count++;
                }
            }
        }
        float[] usual = new float[SIZE * SIZE];
        for (int i = 0; i < usual.length; i++) {
            double mean = sums[i] / count;
            usual[i] = (float) (mean - Math.sqrt(squares[i] / count - mean * mean) / 2);
        }
        assertThat(count).isEqualTo(28_709);
        assertClose(Restoration.usual(), usual, 0.006f);
    }

    private static float[] pixels(String text) {
        String[] levels = text.split(" ");
        float[] pixels = new float[levels.length];
        for (int i = 0; i < levels.length; i++) {
            pixels[i] = Integer.parseInt(levels[i]);
        }
        return pixels;
    }

    private static float[] restored(float[] pixels) {
        float[] copy = pixels.clone();
        Restoration.apply(FloatBuffer.wrap(copy), 0);
        return copy;
    }

    /** Waves of all frequencies: the fine ones stronger than in most faces, beside the coarse ones. */
    private static float[] face() {
        Random random = new Random(SEED);
        float[] face = new float[SIDE * SIDE];
        Arrays.fill(face, 128);
        for (int u = 0; u < SIDE; u++) {
            for (int v = u == 0 ? 1 : 0; v < SIDE; v++) {
                double strength = 2.5 * random.nextGaussian() * Math.pow(1 + (u + v) / 6.0, -1.7);
                for (int i = 0; i < face.length; i++) {
                    face[i] += (float) (strength
                            * Math.cos((2 * (i / SIDE) + 1) * u * Math.PI / (2 * SIDE))
                            * Math.cos((2 * (i % SIDE) + 1) * v * Math.PI / (2 * SIDE)));
                }
            }
        }
        return face;
    }

    private static float[] noisy(float[] pixels, double sigma) {
        Random random = new Random(SEED);
        float[] noisy = pixels.clone();
        for (int i = 0; i < noisy.length; i++) {
            noisy[i] = (float) Math.max(0, Math.min(noisy[i] + sigma * random.nextGaussian(), 255));
        }
        return noisy;
    }

    /** Gaussian blur along the rows and, if {@code both}, along the columns. */
    private static float[] blurred(float[] pixels, double sigma, boolean both) {
        int radius = 6;
        float[] blurred = new float[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            double sum = 0;
            double weights = 0;
            for (int y = both ? -radius : 0; y <= (both ? radius : 0); y++) {
                for (int x = -radius; x <= radius; x++) {
                    double weight = Math.exp(-(x * x + y * y) / (2 * sigma * sigma));
                    int row = Math.max(0, Math.min(i / SIDE + y, SIDE - 1));
                    int column = Math.max(0, Math.min(i % SIDE + x, SIDE - 1));
                    sum += weight * pixels[row * SIDE + column];
                    weights += weight;
                }
            }
            blurred[i] = (float) (sum / weights);
        }
        return blurred;
    }

    /** Root mean square. */
    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum / a.length);
    }

    /** The filter as its javadoc defines it, in double precision and without shared work. */
    private static final class Definition {
        private static final double[][] WAVES = waves();

        static float[] restored(float[] pixels) {
            double[] fine = new double[121];
            double[] lack = lacks(pixels, fine);
            Arrays.sort(fine);
            double variance = fine[24] - 9;
            double threshold = variance < 9 ? 0 : 3 * Math.sqrt(variance);
            double[] sum = new double[pixels.length];
            double[] weights = new double[pixels.length];
            for (int y = 0; y <= SIDE - SIZE; y += 2) {
                for (int x = 0; x <= SIDE - SIZE; x += 2) {
                    double[] block = transformed(block(pixels, x, y), false);
                    for (int i = 1; i < block.length; i++) {
                        double left = Math.exp(-lack[i] / 2);
                        block[i] *= Math.abs(block[i]) < threshold ? 0 : 1.01 * left / (left * left + 0.01);
                    }
                    block = transformed(block, true);
                    for (int i = 0; i < block.length; i++) {
                        int place = (y + i / SIZE) * SIDE + x + i % SIZE;
                        double weight = Math.sin((i / SIZE + 0.5) * Math.PI / SIZE)
                                * Math.sin((i % SIZE + 0.5) * Math.PI / SIZE);
                        sum[place] += weight * block[i];
                        weights[place] += weight;
                    }
                }
            }
            float[] restored = new float[pixels.length];
            for (int i = 0; i < restored.length; i++) {
                restored[i] = (float) Math.max(0, Math.min(sum[i] / weights[i], 255));
            }
            return restored;
        }

        private static double[] lacks(float[] pixels, double[] fine) {
            double[] lacks = logEnergies(pixels, fine);
            for (int i = 0; i < lacks.length; i++) {
                lacks[i] = i / SIZE < 2 && i % SIZE < 2 ? 0 : Math.max(0, Restoration.usual()[i] - lacks[i]);
            }
            return lacks;
        }

        static double[] logEnergies(float[] pixels) {
            return logEnergies(pixels, new double[121]);
        }

        private static double[] logEnergies(float[] pixels, double[] fine) {
            double[] energies = new double[SIZE * SIZE];
            int count = 0;
            for (int y = 0; y <= SIDE - SIZE; y += 4) {
                for (int x = 0; x <= SIDE - SIZE; x += 4) {
                    double[] block = transformed(block(pixels, x, y), false);
                    for (int i = 0; i < block.length; i++) {
                        energies[i] += block[i] * block[i];
                        fine[count] += i / SIZE + i % SIZE >= 9 ? block[i] * block[i] / 21 : 0;
                    }
                    count++;
                }
            }
            double coarse = (log(energies[1]) + log(energies[SIZE])) / 2;
            for (int i = 0; i < energies.length; i++) {
                energies[i] = log(energies[i]) - coarse;
            }
            return energies;
        }

        private static double log(double energy) {
            return Math.log(energy / 121 + 0.05);
        }

        private static double[] block(float[] pixels, int x, int y) {
            double[] block = new double[SIZE * SIZE];
            for (int i = 0; i < block.length; i++) {
                block[i] = pixels[(y + i / SIZE) * SIDE + x + i % SIZE];
            }
            return block;
        }

        private static double[] transformed(double[] block, boolean inverse) {
            return along(along(block, 1, inverse), SIZE, inverse);
        }

        private static double[] along(double[] block, int step, boolean inverse) {
            double[] out = new double[block.length];
            for (int i = 0; i < out.length; i++) {
                int k = i / step % SIZE;
                int line = i - k * step;
                for (int j = 0; j < SIZE; j++) {
                    out[i] += block[line + j * step] * (inverse ? WAVES[j][k] : WAVES[k][j]);
                }
            }
            return out;
        }

        private static double[][] waves() {
            double[][] waves = new double[SIZE][SIZE];
            for (int k = 0; k < SIZE; k++) {
                for (int i = 0; i < SIZE; i++) {
                    waves[k][i] = Math.cos((2 * i + 1) * k * Math.PI / 16) * Math.sqrt((k == 0 ? 1 : 2) / 8.0);
                }
            }
            return waves;
        }
    }
}

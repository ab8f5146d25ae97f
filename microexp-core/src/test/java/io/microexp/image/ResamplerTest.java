package io.microexp.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {
    /** Of 255: half a thousandth of a gray level. */
    private static final double TOLERANCE = 5e-4;

    private static final int GOLDEN_CASES = 4;

    @ParameterizedTest
    @CsvSource({
        "48, 48, 48, 48",
        "220, 220, 48, 48",
        "97, 101, 48, 48",
        "13, 11, 48, 48",
        "200, 9, 48, 48",
        "9, 200, 48, 48",
        "1, 1, 48, 48",
        "48, 48, 1, 1",
        "1, 64, 8, 8",
        "64, 1, 8, 8",
        "2, 3, 3, 2",
        "49, 47, 48, 48",
        "640, 480, 7, 5"
    })
    void agreesWithTheNaiveDefinition(int sourceWidth, int sourceHeight, int width, int height) {
        GrayImage image = ResamplerGolden.image(sourceWidth, sourceHeight);
        assertMatches(resample(image, width, height), NaiveResampler.resample(image, width, height), image.toString());
    }

    @Test
    void agreesWithTheNaiveDefinitionOnSeededSizes() {
        Random random = new Random(42);
        for (int i = 0; i < 100; i++) {
            GrayImage image = ResamplerGolden.image(1 + random.nextInt(70), 1 + random.nextInt(70));
            int width = 1 + random.nextInt(60);
            int height = 1 + random.nextInt(60);
            assertMatches(
                    resample(image, width, height),
                    NaiveResampler.resample(image, width, height),
                    "seed 42, case " + i + ": " + image + " to " + width + "x" + height);
        }
    }

    @ParameterizedTest
    @CsvSource({"100000, 8, 8, 8", "8, 100000, 8, 8", "3, 2000000, 3, 2", "9000000, 1, 1, 1"})
    void agreesWithTheNaiveDefinitionOnExtremeShapes(int sourceWidth, int sourceHeight, int width, int height) {
        agreesWithTheNaiveDefinition(sourceWidth, sourceHeight, width, height);
    }

    @Test
    void aRowOfWhiteBeyondTheRangeOfIntIsWhite() {
        byte[] white = new byte[9_000_000];
        Arrays.fill(white, (byte) 255);
        assertMatches(resample(GrayImage.wrap(white, white.length, 1), 1, 1), new double[] {255}, "white");
    }

    @Test
    void givesThePinnedValues() throws IOException {
        int cases = 0;
        for (String line : goldenLines()) {
            double[] row = Arrays.stream(line.split(","))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            float[] found = resample(ResamplerGolden.image((int) row[0], (int) row[1]), (int) row[2], (int) row[3]);
            assertMatches(found, Arrays.copyOfRange(row, 4, row.length), "golden case " + cases);
            cases++;
        }
        assertThat(cases).isEqualTo(GOLDEN_CASES);
    }

    @Test
    void readsAStridedViewAsItReadsACopy() {
        GrayImage view = ResamplerGolden.image(101, 67).view(13, 7, 61, 53);
        assertThat(resample(view, 48, 48)).containsExactly(resample(view.copy(), 48, 48));
        GrayImage exact = ResamplerGolden.image(101, 67).view(50, 17, 48, 48);
        assertThat(resample(exact, 48, 48)).containsExactly(resample(exact.copy(), 48, 48));
    }

    @ParameterizedTest
    @CsvSource({"0", "255"})
    void keepsExtremes(int value) {
        byte[] pixels = new byte[77 * 31];
        Arrays.fill(pixels, (byte) value);
        double[] expected = new double[48 * 48];
        Arrays.fill(expected, value);
        assertMatches(resample(GrayImage.of(pixels, 77, 31), 48, 48), expected, "all " + value);
    }

    @Test
    void scalesThenShifts() {
        GrayImage image = GrayImage.of(new byte[] {10, 20}, 2, 1);
        FloatBuffer out = FloatBuffer.allocate(2);
        image.resample(2, 1, 0.5f, -3, out, 0);
        assertThat(out.array()).containsExactly(2, 7);
    }

    @Test
    void overwritesADirtyBufferAndNothingBesideItsRange() {
        GrayImage image = ResamplerGolden.image(30, 20);
        FloatBuffer out = ByteBuffer.allocateDirect(4 * (64 + 10)).asFloatBuffer();
        for (int i = 0; i < out.capacity(); i++) {
            out.put(i, Float.NaN);
        }
        image.resample(8, 8, 1, 0, out, 5);
        float[] written = new float[64];
        out.get(5, written);
        assertThat(written).containsExactly(resample(image, 8, 8));
        for (int i = 0; i < 5; i++) {
            assertThat(out.get(i)).isNaN();
            assertThat(out.get(69 + i)).isNaN();
        }
        assertThat(out.position()).isZero();
    }

    @Test
    void refusesWhatDoesNotFit() {
        GrayImage image = ResamplerGolden.image(9, 9);
        FloatBuffer out = FloatBuffer.allocate(64);
        assertThatThrownBy(() -> image.resample(8, 8, 1, 0, out, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("8x8 values at index 1")
                .hasMessageContaining("64");
        assertThatThrownBy(() -> image.resample(0, 8, 1, 0, out, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0x8");
    }

    private static float[] resample(GrayImage image, int width, int height) {
        float[] out = new float[width * height];
        image.resample(width, height, 1, 0, FloatBuffer.wrap(out), 0);
        return out;
    }

    private static void assertMatches(float[] found, double[] expected, String what) {
        assertThat(found).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
            // written so that NaN fails
            assertThat(Math.abs(found[i] - expected[i]) <= TOLERANCE)
                    .as("%s, value %d: expected %s, found %s", what, i, expected[i], found[i])
                    .isTrue();
        }
    }

    private static List<String> goldenLines() throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                ResamplerTest.class.getResourceAsStream("resampler-golden.csv"), StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.startsWith("#")).toList();
        }
    }
}

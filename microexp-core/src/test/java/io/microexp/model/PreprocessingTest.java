package io.microexp.model;

import static io.microexp.testing.Tolerances.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.microexp.image.GrayImage;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreprocessingTest {
    private static final int SIDE = 48;
    private static final long SEED = 20;
    private static final Preprocessing STRETCHING = Preprocessing.FER2013.withRestore(false);
    private static final Preprocessing PLAIN = STRETCHING.withStretchBelow(0);
    /** Percentiles are found to 1/16 of a gray level, and a stretch of ten levels magnifies that by 25.5 / std. */
    private static final float OF_THE_DEFINITION = 0.03f;

    @Test
    @DisplayName("a face whose percentiles lie 100 gray levels apart is left as it is")
    void leavesNormalFacesAlone() {
        for (int span : new int[] {100, 101, 180, 255}) {
            assertThat(apply(STRETCHING, noise(0, span)))
                    .as("span %d", span)
                    .containsExactly(apply(PLAIN, noise(0, span)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 10, 40, 99})
    @DisplayName("a face of fewer levels is stretched over all of them, wherever they lie")
    void stretchesDarkAndFlatFaces(int span) {
        for (int lowest : new int[] {0, 30, 255 - span}) {
            byte[] face = noise(lowest, span);
            assertClose(apply(STRETCHING, face), naive(face), OF_THE_DEFINITION);
            assertThat(apply(STRETCHING, face)).as("lowest %d", lowest).isNotEqualTo(apply(PLAIN, face));
        }
    }

    @Test
    @DisplayName("a few bright pixels do not hide that a face is dark, and are clamped to white")
    void ignoresOutliers() {
        byte[] face = noise(0, 15);
        Arrays.fill(face, 0, 20, (byte) 255);
        float white = (1 - STRETCHING.mean()) / STRETCHING.std();

        float[] found = apply(STRETCHING, face);

        assertClose(found, naive(face), OF_THE_DEFINITION);
        assertThat(found[0]).isEqualTo(white, within(1e-5f));
    }

    @Test
    void leavesAnImageOfOneLevelAlone() {
        byte[] face = new byte[SIDE * SIDE];
        Arrays.fill(face, (byte) 7);
        assertThat(apply(STRETCHING, face)).containsExactly(apply(PLAIN, face));
    }

    @Test
    @DisplayName("the resized face decides: a dark one of any size is stretched alike")
    void measuresTheResizedFace() {
        byte[] small = noise(0, 15);
        byte[] large = new byte[4 * small.length];
        for (int i = 0; i < large.length; i++) {
            large[i] = small[i / (4 * SIDE) * SIDE + i % (2 * SIDE) / 2];
        }
        float[] found = new float[SIDE * SIDE];
        STRETCHING.apply(GrayImage.of(large, 2 * SIDE, 2 * SIDE), FloatBuffer.wrap(found), 0);

        assertClose(found, apply(STRETCHING, small), 1e-5f);
    }

    @Test
    void writesItsOwnValuesAlone() {
        float[] out = new float[SIDE * SIDE + 2];
        STRETCHING.apply(GrayImage.of(noise(0, 15), SIDE, SIDE), FloatBuffer.wrap(out), 1);
        assertThat(out[0]).isZero();
        assertThat(out[out.length - 1]).isZero();
        assertThat(Arrays.copyOfRange(out, 1, out.length - 1)).containsExactly(apply(STRETCHING, noise(0, 15)));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 256})
    void refusesAThresholdOutsideTheGrayLevels(int levels) {
        assertThatThrownBy(() -> PLAIN.withStretchBelow(levels))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Expected to stretch below a span of 0..255 gray levels, found " + levels);
    }

    /** The definition, with sorted pixels. */
    private static float[] naive(byte[] face) {
        int[] sorted = new int[face.length];
        for (int i = 0; i < face.length; i++) {
            sorted[i] = face[i] & 0xFF;
        }
        Arrays.sort(sorted);
        int tail = Math.round(face.length / 100f);
        double low = sorted[tail];
        double high = sorted[face.length - 1 - tail];
        float[] values = new float[face.length];
        for (int i = 0; i < face.length; i++) {
            double level = ((face[i] & 0xFF) - low) * 255 / (high - low);
            values[i] = (float) ((Math.max(0, Math.min(level, 255)) / 255 - PLAIN.mean()) / PLAIN.std());
        }
        return values;
    }

    private static float[] apply(Preprocessing preprocessing, byte[] face) {
        float[] values = new float[SIDE * SIDE];
        preprocessing.apply(GrayImage.of(face, SIDE, SIDE), FloatBuffer.wrap(values), 0);
        return values;
    }

    /** Levels of {@code lowest} to {@code lowest + span}, more than a hundredth of the pixels at either end. */
    private static byte[] noise(int lowest, int span) {
        Random random = new Random(SEED);
        byte[] face = new byte[SIDE * SIDE];
        for (int i = 0; i < face.length; i++) {
            int level = i % 20 == 0 ? 0 : i % 20 == 1 ? span : random.nextInt(span + 1);
            face[i] = (byte) (lowest + level);
        }
        return face;
    }
}

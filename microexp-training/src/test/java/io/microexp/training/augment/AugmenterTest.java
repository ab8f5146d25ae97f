package io.microexp.training.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.microexp.image.GrayImage;
import io.microexp.model.Preprocessing;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AugmenterTest {
    private static final long SEED = 5;
    /** Leaves pixel values as they are, up to float rounding of 1 / 255 and back. */
    private static final Preprocessing PIXELS = new Preprocessing(48, 48, 0f, 1f / 255);

    private static final float ROUNDING = 1e-3f;
    private static final int FACES = 200;

    private final GrayImage noise = noise(48);

    @Test
    void noAugmentationIsTheModelsPreprocessing() {
        for (GrayImage face : List.of(noise(48), noise(31), noise(97), dark(noise(48)))) {
            float[] expected = new float[48 * 48];
            Preprocessing.FER2013.apply(face, FloatBuffer.wrap(expected), 0);

            float[] found = new float[48 * 48];
            new Augmenter(Augmentation.NONE, Preprocessing.FER2013, SEED).apply(face, 3, 4, found, 0);

            assertThat(found).as(face.toString()).containsExactly(expected);
        }
    }

    private static GrayImage dark(GrayImage face) {
        byte[] pixels = face.toArray();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) ((pixels[i] & 0xFF) / 16);
        }
        return GrayImage.of(pixels, face.width(), face.height());
    }

    @Test
    void flipMirrorsWholePixels() {
        float[] found = apply(Augmentation.NONE.toBuilder().flip(1).build(), noise, 0, 0);

        for (int y = 0; y < 48; y++) {
            for (int x = 0; x < 48; x++) {
                assertThat(found[y * 48 + x]).isCloseTo(noise.get(47 - x, y), within(ROUNDING));
            }
        }
    }

    @Test
    void flipHappensAsOftenAsAsked() {
        Augmentation half = Augmentation.NONE.toBuilder().flip(0.5).build();
        int flipped = 0;
        for (int i = 0; i < FACES; i++) {
            flipped += Math.abs(apply(half, noise, 0, i)[0] - noise.get(47, 0)) < ROUNDING ? 1 : 0;
        }

        // 200 fair coins: six standard deviations are 42
        assertThat(flipped).as("seed " + SEED).isBetween(58, 142);
    }

    @Test
    void rotationTurnsAroundTheCenter() {
        Augmentation turn = Augmentation.NONE.toBuilder().rotationDegrees(180).build();
        for (int i = 0; i < FACES; i++) {
            float[] found = apply(turn, spot(), 0, i);
            assertThat(distanceOfCentroid(found))
                    .as("seed " + SEED + ", face " + i)
                    .isCloseTo(12, within(0.5));
        }
    }

    @Test
    void shiftMovesByUpToItsFractionAndEdgePixelsRepeat() {
        Augmentation shift = Augmentation.NONE.toBuilder().shift(0.25).build();
        double farthest = 0;
        for (int i = 0; i < FACES; i++) {
            float[] found = apply(shift, centerdSpot(), 0, i);
            farthest = Math.max(farthest, distanceOfCentroid(found));
            assertThat(apply(shift, flat(90), 0, i)).containsOnly(apply(Augmentation.NONE, flat(90), 0, i)[0]);
        }

        assertThat(farthest).as("seed " + SEED).isBetween(12.0, 12 * Math.sqrt(2) + 0.5);
    }

    /** Of stripes two pixels wide a bilinear warp by half a pixel would leave 0.71 of the contrast. */
    @Test
    void shiftKeepsFineContrast() {
        Augmentation shift = Augmentation.NONE.toBuilder().shift(0.04).build();
        GrayImage stripes = stripes();
        double plain = contrast(apply(Augmentation.NONE, stripes, 0, 0));
        for (int i = 0; i < FACES; i++) {
            assertThat(contrast(apply(shift, stripes, 0, i)) / plain)
                    .as("seed " + SEED + ", face " + i)
                    .isBetween(0.9, 1.1);
        }
    }

    /** The deviation from 128 in the middle columns, which no shift of the edge reaches; any phase of whole periods. */
    private static double contrast(float[] pixels) {
        double sum = 0;
        for (int x = 8; x < 40; x++) {
            sum += Math.pow(pixels[24 * 48 + x] - 128, 2);
        }
        return Math.sqrt(sum / 32);
    }

    @Test
    void scaleChangesTheSizeOfThings() {
        Augmentation scale = Augmentation.NONE.toBuilder().scale(0.5).build();
        double smallest = Double.MAX_VALUE;
        double largest = 0;
        for (int i = 0; i < FACES; i++) {
            double area = mean(apply(scale, centerdSpot(), 0, i));
            smallest = Math.min(smallest, area);
            largest = Math.max(largest, area);
        }
        double plain = mean(apply(Augmentation.NONE, centerdSpot(), 0, 0));

        assertThat(smallest / plain).as("seed " + SEED).isBetween(0.2, 0.4);
        assertThat(largest / plain).as("seed " + SEED).isBetween(1.9, 2.4);
    }

    @Test
    void brightnessScalesAndContrastKeepsTheMean() {
        Augmentation brighter = Augmentation.NONE.toBuilder().brightness(0.2).build();
        Augmentation contrast = Augmentation.NONE.toBuilder().contrast(0.2).build();
        GrayImage soft = twoTone(80, 120);
        for (int i = 0; i < FACES; i++) {
            float[] bright = apply(brighter, soft, 0, i);
            assertThat(bright[0] / bright[47]).isCloseTo(80f / 120, within(1e-4f));
            assertThat(bright[0]).isBetween(80 * 0.8f - ROUNDING, 80 * 1.2f + ROUNDING);
            float[] steep = apply(contrast, soft, 0, i);
            assertThat((steep[0] + steep[47]) / 2).isCloseTo(100, within(0.1f));
            assertThat(steep[47] - steep[0]).isBetween(40 * 0.8f - ROUNDING, 40 * 1.2f + ROUNDING);
        }
    }

    @Test
    void lightStaysInsideTheRangeOfPixels() {
        Augmentation light =
                Augmentation.NONE.toBuilder().brightness(1).contrast(1).build();
        for (int i = 0; i < FACES; i++) {
            for (float pixel : apply(light, noise, 0, i)) {
                assertThat(pixel).isBetween(-ROUNDING, 255 + ROUNDING);
            }
        }
    }

    @Test
    void erasingFillsARectangleOfTheAskedAreaWithNoise() {
        Augmentation erase =
                Augmentation.NONE.toBuilder().erasing(1).erasingArea(0.02, 0.2).build();
        int erased = 0;
        for (int i = 0; i < FACES; i++) {
            float[] found = apply(erase, flat(90), 0, i);
            int changed = 0;
            for (float pixel : found) {
                changed += Math.abs(pixel - 90) > 0.5 ? 1 : 0;
            }
            // rounding to whole pixels, and noise that happens to be 90, move the share a little
            assertThat(changed / 2304.0).as("seed " + SEED + ", face " + i).isLessThan(0.22);
            erased += changed / 2304.0 > 0.015 ? 1 : 0;
        }

        assertThat(erased).as("seed " + SEED).isEqualTo(FACES);
    }

    @Test
    void aSampleDependsOnSeedEpochAndIndexAlone() {
        Augmenter augmenter = new Augmenter(Augmentation.STRONG, PIXELS, SEED);
        float[] first = apply(augmenter, 2, 9);
        apply(augmenter, 1, 1);

        assertThat(apply(augmenter, 2, 9)).isEqualTo(first);
        assertThat(apply(new Augmenter(Augmentation.STRONG, PIXELS, SEED), 2, 9))
                .isEqualTo(first);
        assertThat(apply(augmenter, 3, 9)).isNotEqualTo(first);
        assertThat(apply(augmenter, 2, 10)).isNotEqualTo(first);
        assertThat(apply(new Augmenter(Augmentation.STRONG, PIXELS, SEED + 1), 2, 9))
                .isNotEqualTo(first);
    }

    @Test
    void refusesValuesOutsideTheirRange() {
        assertThatThrownBy(() -> Augmentation.NONE.toBuilder().flip(1.1).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("flip", "1.1");
        assertThatThrownBy(() -> Augmentation.NONE.toBuilder().shift(Double.NaN).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("shift", "NaN");
        assertThatThrownBy(() ->
                        Augmentation.NONE.toBuilder().erasingArea(0.3, 0.2).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("0.3", "0.2");
    }

    private static float[] apply(Augmentation augmentation, GrayImage face, int epoch, int index) {
        float[] out = new float[48 * 48];
        new Augmenter(augmentation, PIXELS, SEED).apply(face, epoch, index, out, 0);
        return out;
    }

    private float[] apply(Augmenter augmenter, int epoch, int index) {
        float[] out = new float[48 * 48];
        augmenter.apply(noise, epoch, index, out, 0);
        return out;
    }

    private static double distanceOfCentroid(float[] pixels) {
        double sum = 0;
        double sumX = 0;
        double sumY = 0;
        for (int i = 0; i < pixels.length; i++) {
            sum += pixels[i];
            sumX += pixels[i] * (i % 48 - 23.5);
            sumY += pixels[i] * (i / 48 - 23.5);
        }
        return Math.hypot(sumX, sumY) / sum;
    }

    private static double mean(float[] pixels) {
        double sum = 0;
        for (float pixel : pixels) {
            sum += pixel;
        }
        return sum / pixels.length;
    }

    private static GrayImage noise(int size) {
        SplittableRandom random = new SplittableRandom(SEED);
        byte[] pixels = new byte[size * size];
        random.nextBytes(pixels);
        return GrayImage.of(pixels, size, size);
    }

    private static GrayImage flat(int value) {
        return twoTone(value, value);
    }

    private static GrayImage twoTone(int left, int right) {
        byte[] pixels = new byte[48 * 48];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i % 48 < 24 ? left : right);
        }
        return GrayImage.of(pixels, 48, 48);
    }

    /** A cosine along the rows, of period 4 and amplitude 80 around 128. */
    private static GrayImage stripes() {
        byte[] pixels = new byte[48 * 48];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.round(128 + 80 * Math.cos(Math.PI / 2 * (i % 48)));
        }
        return GrayImage.of(pixels, 48, 48);
    }

    /** A white square of 6 pixels, 12 pixels right of the center. */
    private static GrayImage spot() {
        return square(33, 21, 6);
    }

    private static GrayImage centerdSpot() {
        return square(21, 21, 6);
    }

    private static GrayImage square(int left, int top, int side) {
        byte[] pixels = new byte[48 * 48];
        for (int y = top; y < top + side; y++) {
            for (int x = left; x < left + side; x++) {
                pixels[y * 48 + x] = (byte) 255;
            }
        }
        return GrayImage.of(pixels, 48, 48);
    }
}

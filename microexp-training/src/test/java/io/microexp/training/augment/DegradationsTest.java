package io.microexp.training.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.microexp.Emotion;
import io.microexp.image.GrayImage;
import io.microexp.model.Preprocessing;
import io.microexp.training.data.synthetic.SyntheticFaces;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DegradationsTest {
    private static final int WIDTH = 48;
    private static final int HEIGHT = 40;
    private static final long SEED = 11;
    /** Float sums over a kernel of weights that add up to 1. */
    private static final float ROUNDING = 1e-3f;

    @Test
    void blurSpreadsASpotAsAGaussian() {
        float[] spot = new float[WIDTH * HEIGHT];
        spot[20 * WIDTH + 24] = 200;

        Degradations.blur(spot, WIDTH, 1.5);

        double varianceX = 0;
        double sum = 0;
        for (int i = 0; i < spot.length; i++) {
            sum += spot[i];
            varianceX += spot[i] * Math.pow(i % WIDTH - 24, 2);
        }
        assertThat(sum).isCloseTo(200, within(0.01));
        // cut at three standard deviations
        assertThat(Math.sqrt(varianceX / sum)).isCloseTo(1.5, within(0.05));
    }

    @Test
    void motionBlurDrawsALineInItsDirection() {
        float[] across = new float[WIDTH * HEIGHT];
        across[20 * WIDTH + 24] = 210;
        float[] down = across.clone();

        Degradations.motionBlur(across, WIDTH, 7, 0);
        Degradations.motionBlur(down, WIDTH, 7, 90);

        for (int i = -5; i <= 5; i++) {
            boolean onLine = Math.abs(i) <= 2;
            assertThat(across[20 * WIDTH + 24 + i] > 20 || !onLine).isTrue();
            assertThat(across[(20 + i) * WIDTH + 24] > 1).isEqualTo(i == 0);
            assertThat(down[20 * WIDTH + 24 + i] > 1).isEqualTo(i == 0);
        }
        assertThat(sum(across)).isCloseTo(210, within(0.1));
        assertThat(across[20 * WIDTH + 24 + 5]).isZero();
    }

    @Test
    void noiseHasItsStandardDeviation() {
        float[] gray = flat(128);

        Degradations.noise(gray, 10, new SplittableRandom(SEED));

        double mean = sum(gray) / gray.length;
        double variance = 0;
        for (float pixel : gray) {
            variance += Math.pow(pixel - mean, 2) / gray.length;
        }
        // 1,920 draws: six standard errors
        assertThat(mean).as("seed " + SEED).isCloseTo(128, within(1.4));
        assertThat(Math.sqrt(variance)).as("seed " + SEED).isCloseTo(10, within(1.0));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 15, 30, 50, 75, 95})
    @DisplayName("compression is that of javax.imageio's encoder and decoder")
    void jpegIsThatOfAnEncoder(int quality) throws IOException {
        float[] pixels = photo();
        byte[] expected = throughImageIo(pixels, quality);

        Degradations.jpeg(pixels, WIDTH, quality);

        double difference = 0;
        int farthest = 0;
        for (int i = 0; i < pixels.length; i++) {
            int off = Math.abs((int) pixels[i] - (expected[i] & 0xFF));
            difference += (double) off / pixels.length;
            farthest = Math.max(farthest, off);
        }
        // the encoder's integer transform rounds otherwise; a coefficient at a boundary moves a block by a step
        assertThat(difference).as("mean difference in gray levels").isLessThan(0.5);
        assertThat(farthest).as("largest difference in gray levels").isLessThan(25);
    }

    @Test
    void lowResolutionKeepsMeansAndDropsDetail() {
        float[] stripes = new float[WIDTH * HEIGHT];
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = i % 2 == 0 ? 100 : 200;
        }

        Degradations.lowResolution(stripes, WIDTH, 24);

        assertThat(stripes).containsOnly(150f);
    }

    @Test
    void fullResolutionChangesNothing() {
        float[] pixels = photo();

        Degradations.lowResolution(pixels, WIDTH, WIDTH);

        assertThat(pixels).containsExactly(photo(), within(ROUNDING));
    }

    @Test
    void gammaBelowOneDarkensAndKeepsBlackAndWhite() {
        float[] pixels = {0, 63.75f, 127.5f, 255};

        Degradations.gamma(pixels, 0.5);

        assertThat(pixels).containsExactly(new float[] {0, 15.94f, 63.75f, 255}, within(0.1f));
    }

    @Test
    void coverFillsItsRegionAlone() {
        float[] pixels = flat(10);

        Degradations.cover(pixels, WIDTH, new Degradations.Region(0.5, 0.5, 1.25, 0.75), 99);

        for (int i = 0; i < pixels.length; i++) {
            boolean inside = i % WIDTH >= 24 && i / WIDTH >= 20 && i / WIDTH < 30;
            assertThat(pixels[i]).isEqualTo(inside ? 99 : 10);
        }
    }

    @Test
    @DisplayName("flat images stay flat, and all pixels within 0 to 255")
    void boundsHold() {
        SplittableRandom random = new SplittableRandom(SEED);
        Consumer<float[]> all = pixels -> {
            Degradations.motionBlur(pixels, WIDTH, 9, 37);
            Degradations.blur(pixels, WIDTH, 1.8);
            Degradations.lowResolution(pixels, WIDTH, 17);
            Degradations.jpeg(pixels, WIDTH, 8);
            Degradations.gamma(pixels, 1.2);
            Degradations.brightness(pixels, 1.2);
        };
        for (float level : new float[] {0, 255}) {
            float[] flat = flat(level);
            all.accept(flat);
            assertThat(flat).as("level " + level).containsOnly(flat[0]);
        }
        for (int i = 0; i < 20; i++) {
            float[] pixels = photo();
            Degradations.noise(pixels, 60, random);
            all.accept(pixels);
            for (float pixel : pixels) {
                assertThat(pixel).as("seed " + SEED).isBetween(0f, 255f);
            }
        }
    }

    @Test
    @DisplayName("training faces are degraded as often as asked, equally for equal seeds, within 0 to 255")
    void augmenterDegrades() {
        Augmentation augmentation =
                Augmentation.NONE.toBuilder().covering(0.15).degradation(0.3).build();
        Preprocessing whole = new Preprocessing(48, 48, 0f, 1f / 255);
        GrayImage face = SyntheticFaces.draw(Emotion.HAPPINESS, 48, new SplittableRandom(1));
        float[] plain = new float[48 * 48];
        new Augmenter(Augmentation.NONE, whole, SEED).apply(face, 0, 0, plain, 0);
        int changed = 0;
        int faces = 400;
        for (int i = 0; i < faces; i++) {
            float[] first = new float[48 * 48];
            float[] second = new float[48 * 48];
            new Augmenter(augmentation, whole, SEED).apply(face, 3, i, first, 0);
            new Augmenter(augmentation, whole, SEED).apply(face, 3, i, second, 0);
            assertThat(first).containsExactly(second);
            changed += Arrays.equals(first, plain) ? 0 : 1;
            for (float pixel : first) {
                assertThat(pixel).as("seed " + SEED + ", face " + i).isBetween(-ROUNDING, 255 + ROUNDING);
            }
        }

        // 1 - 0.85 * 0.7 * 0.7 = 0.58 of 400: five standard deviations are 49
        assertThat(changed).as("seed " + SEED).isBetween(233 - 49, 233 + 49);
    }

    private static byte[] throughImageIo(float[] pixels, int quality) throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < pixels.length; i++) {
            image.getRaster().setSample(i % WIDTH, i / WIDTH, 0, (int) pixels[i]);
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(quality / 100f);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        writer.setOutput(ImageIO.createImageOutputStream(bytes));
        writer.write(null, new IIOImage(image, null, null), param);
        ((ImageOutputStream) writer.getOutput()).close();
        writer.dispose();
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
        byte[] found = new byte[pixels.length];
        for (int i = 0; i < found.length; i++) {
            found[i] = (byte) read.getRaster().getSample(i % WIDTH, i / WIDTH, 0);
        }
        return found;
    }

    /** Whole gray levels, smooth with some detail. */
    private static float[] photo() {
        float[] pixels = new float[WIDTH * HEIGHT];
        for (int i = 0; i < pixels.length; i++) {
            int x = i % WIDTH;
            int y = i / WIDTH;
            pixels[i] = Math.round(128 + 60 * Math.sin(x / 5.0) * Math.cos(y / 7.0) + 30 * Math.sin(x * y / 40.0));
        }
        return pixels;
    }

    private static float[] flat(float level) {
        float[] pixels = new float[WIDTH * HEIGHT];
        Arrays.fill(pixels, level);
        return pixels;
    }

    private static double sum(float[] pixels) {
        double sum = 0;
        for (float pixel : pixels) {
            sum += pixel;
        }
        return sum;
    }
}

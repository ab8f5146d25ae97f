package io.microexp.image.awt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.DataFormatException;
import io.microexp.image.GrayImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AwtImagesTest {
    private static final int ORANGE = 0xFF_FF_80_10;
    private static final int ORANGE_LUMA = Math.round(0.299f * 0xFF + 0.587f * 0x80 + 0.114f * 0x10);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_INT_BGR,
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_4BYTE_ABGR
            })
    void weighsColoursAlikeInEveryType(int type) {
        BufferedImage image = new BufferedImage(3, 2, type);
        image.setRGB(2, 1, ORANGE);
        GrayImage gray = AwtImages.toGray(image);
        assertThat(gray.get(2, 1)).isEqualTo(ORANGE_LUMA);
        assertThat(gray.get(0, 0)).isZero();
    }

    @Test
    void takesGreySamplesWithoutGamma() {
        BufferedImage image = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
        BufferedImage deep = new BufferedImage(256, 1, BufferedImage.TYPE_USHORT_GRAY);
        for (int v = 0; v < 256; v++) {
            image.getRaster().setSample(v, 0, 0, v);
            deep.getRaster().setSample(v, 0, 0, v << 8 | 0x7F);
        }
        for (int v = 0; v < 256; v++) {
            assertThat(AwtImages.toGray(image).get(v, 0)).isEqualTo(v);
            assertThat(AwtImages.toGray(deep).get(v, 0)).isEqualTo(v);
        }
    }

    @Test
    void readsOneBitImagesThroughTheirPalette() {
        BufferedImage image = new BufferedImage(9, 1, BufferedImage.TYPE_BYTE_BINARY);
        image.setRGB(8, 0, 0xFFFFFFFF);
        assertThat(AwtImages.toGray(image).get(8, 0)).isEqualTo(255);
        assertThat(AwtImages.toGray(image).get(7, 0)).isZero();
    }

    @Test
    void greyGoesThroughBufferedImageAndPngUnchanged() throws IOException {
        byte[] pixels = new byte[31 * 17];
        new Random(5).nextBytes(pixels);
        GrayImage image = GrayImage.wrap(pixels, 0, 31, 29, 17);
        Path file = folder.resolve("gray.png");
        ImageIO.write(AwtImages.toBufferedImage(image), "png", file.toFile());
        assertThat(AwtImages.toGray(AwtImages.read(file)).toArray())
                .as("seed 5")
                .containsExactly(image.toArray());
    }

    @Test
    void namesAFileThatIsMissing() {
        assertThatThrownBy(() -> AwtImages.read(folder.resolve("none.png")))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("none.png")
                .hasMessageContaining("expected a readable file");
    }

    @Test
    void namesAFileThatIsNoImage() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.jpg"), "not an image");
        assertThatThrownBy(() -> AwtImages.read(file))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("notes.jpg")
                .hasMessageContaining("expected PNG, JPEG")
                .hasMessageContaining("12 bytes");
        Path empty = Files.createFile(folder.resolve("empty.png"));
        assertThatThrownBy(() -> AwtImages.read(empty)).isInstanceOf(DataFormatException.class);
        assertThatThrownBy(() -> AwtImages.read(folder)).isInstanceOf(DataFormatException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
    void refusesAFileCutShort(String format) throws IOException {
        BufferedImage image = new BufferedImage(90, 70, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(6);
        for (int i = 0; i < 90 * 70; i++) {
            image.setRGB(i % 90, i / 90, random.nextInt());
        }
        Path file = folder.resolve("cut." + format);
        assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
        byte[] whole = Files.readAllBytes(file);
        assertThat(AwtImages.read(file).getWidth()).isEqualTo(90);
        for (double share : new double[] {0.05, 0.5, 0.9}) {
            Files.write(file, Arrays.copyOf(whole, (int) (whole.length * share)));
            assertThatThrownBy(() -> AwtImages.read(file))
                    .as("the first %s of a %s", share, format)
                    .isInstanceOf(DataFormatException.class)
                    .hasMessageContaining("cut." + format);
        }
    }
}

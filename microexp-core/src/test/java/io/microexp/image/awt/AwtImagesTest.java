package io.microexp.image.awt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.DataFormatException;
import io.microexp.image.GrayImage;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BandedSampleModel;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    void weighsColorsAlikeInEveryType(int type) {
        BufferedImage image = new BufferedImage(3, 2, type);
        image.setRGB(2, 1, ORANGE);
        GrayImage gray = AwtImages.toGray(image);
        assertThat(gray.get(2, 1)).isEqualTo(ORANGE_LUMA);
        assertThat(AwtImages.toPixelBuffer(image).toGray().toArray()).isEqualTo(gray.toArray());
        assertThat(gray.get(0, 0)).isZero();
    }

    @Test
    void takesGraySamplesWithoutGamma() {
        BufferedImage image = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
        BufferedImage deep = new BufferedImage(256, 1, BufferedImage.TYPE_USHORT_GRAY);
        for (int v = 0; v < 256; v++) {
            image.getRaster().setSample(v, 0, 0, v);
            deep.getRaster().setSample(v, 0, 0, v << 8 | 0x7F);
        }
        for (int v = 0; v < 256; v++) {
            assertThat(AwtImages.toGray(image).get(v, 0)).isEqualTo(v);
            assertThat(AwtImages.toGray(deep).get(v, 0)).isEqualTo(v);
            assertThat(AwtImages.toPixelBuffer(deep).toGray().get(v, 0)).isEqualTo(v);
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
    void grayGoesThroughBufferedImageAndPngUnchanged() throws IOException {
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
                .hasMessageContaining("cannot be read: java.nio.file.NoSuchFileException");
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
        assertThatThrownBy(() -> AwtImages.read(empty))
                .isInstanceOf(DataFormatException.class)
                .hasMessage("Image " + empty + " cannot be read: it is empty");
        assertThatThrownBy(() -> AwtImages.read(folder))
                .isInstanceOf(DataFormatException.class)
                .hasMessage("Image " + folder + " cannot be read: expected a regular file, found a folder");
    }

    @ParameterizedTest
    @CsvSource({"RIFF1234WEBPVP8 , imageio-webp", "1234ftypavif0000, found AVIF", "1234ftypheic0000, imageio-heif"})
    void namesFormatsThatNeedAPlugIn(String start, String named) {
        byte[] bytes = Arrays.copyOf(start.getBytes(StandardCharsets.US_ASCII), 100);
        assertThatThrownBy(() -> AwtImages.readGray(bytes))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining(named);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png", "tif"})
    @DisplayName("Pictures in each of Exif's eight orientations come out upright")
    void appliesTheOrientation(String format) throws IOException {
        int[][] marks = {{4, 4}, {43, 4}, {43, 27}, {4, 27}, {4, 4}, {4, 43}, {27, 43}, {27, 4}};
        for (int orientation = 1; orientation <= 8; orientation++) {
            boolean turned = orientation >= 5;
            BufferedImage stored = new BufferedImage(turned ? 32 : 48, turned ? 48 : 32, BufferedImage.TYPE_INT_RGB);
            int[] mark = marks[orientation - 1];
            for (int y = -3; y < 4; y++) {
                for (int x = -3; x < 4; x++) {
                    stored.setRGB(mark[0] + x, mark[1] + y, 0xFFFFFF);
                }
            }
            byte[] file = withOrientation(stored, format, orientation);
            GrayImage upright = AwtImages.readGray(file);
            assertThat(upright.width()).as("%s %d", format, orientation).isEqualTo(48);
            assertThat(upright.height()).isEqualTo(32);
            assertThat(upright.get(4, 4)).as("%s %d", format, orientation).isGreaterThan(200);
            assertThat(upright.get(43, 27)).as("%s %d", format, orientation).isLessThan(50);
            assertThat(upright.get(43, 4)).as("%s %d", format, orientation).isLessThan(50);
        }
    }

    private static byte[] withOrientation(BufferedImage image, String format, int orientation) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        byte[] file = out.toByteArray();
        ByteBuffer exif = ByteBuffer.allocate(26).put("MM\0*".getBytes(StandardCharsets.US_ASCII));
        exif.putInt(8)
                .putShort((short) 1)
                .putShort((short) 274)
                .putShort((short) 3)
                .putInt(1);
        exif.putShort((short) orientation).putShort((short) 0).putInt(0);
        ByteBuffer result = ByteBuffer.allocate(file.length + 64);
        switch (format) {
            case "jpg" ->
                result.put(file, 0, 2)
                        .putShort((short) 0xFFE1)
                        .putShort((short) (8 + exif.capacity()))
                        .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
                        .put(exif.array())
                        .put(file, 2, file.length - 2);
            case "png" -> {
                byte[] chunk = ByteBuffer.allocate(4 + exif.capacity())
                        .put("eXIf".getBytes(StandardCharsets.US_ASCII))
                        .put(exif.array())
                        .array();
                CRC32 crc = new CRC32();
                crc.update(chunk);
                int afterHeader = 8 + 25;
                result.put(file, 0, afterHeader)
                        .putInt(exif.capacity())
                        .put(chunk)
                        .putInt((int) crc.getValue())
                        .put(file, afterHeader, file.length - afterHeader);
            }
            default -> result.put(tiffWithOrientation(file, orientation));
        }
        return Arrays.copyOf(result.array(), result.position());
    }

    /** Makes an orientation of the entry that ImageIO writes for the number of rows in a strip, which is one strip. */
    private static byte[] tiffWithOrientation(byte[] file, int orientation) {
        ByteBuffer tiff = ByteBuffer.wrap(file).order(file[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        for (int entry = directory + 2; entry < directory + 2 + 12 * tiff.getShort(directory); entry += 12) {
            if (tiff.getShort(entry) == 282 || tiff.getShort(entry) == 296) {
                tiff.putShort(entry, (short) 274).putShort(entry + 2, (short) 3).putInt(entry + 4, 1);
                tiff.putShort(entry + 8, (short) orientation).putShort(entry + 10, (short) 0);
                return file;
            }
        }
        throw new AssertionError("no entry to replace");
    }

    @Test
    void damagedExifDataCountsAsUpright() throws IOException {
        BufferedImage image = new BufferedImage(48, 32, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(8);
        for (String format : new String[] {"jpg", "png"}) {
            byte[] whole = withOrientation(image, format, 6);
            for (int i = 0; i < 500; i++) {
                byte[] damaged = whole.clone();
                damaged[2 + random.nextInt(70)] = (byte) random.nextInt();
                try {
                    assertThat(AwtImages.read(damaged).getWidth()).isPositive();
                } catch (DataFormatException e) {
                    // the picture itself is damaged
                }
            }
        }
    }

    @Test
    @Timeout(20)
    void refusesTooManyPixelsBeforeAllocatingThem() throws IOException {
        byte[] gif = "GIF89a\377\377\377\377\200\0\0\0\0\0\377\377\377,\0\0\0\0\377\377\377\377\0\2\2L\1\0;"
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> AwtImages.read(gif))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("expected at most 100000000 pixels, found 65535x65535");
        Path file = folder.resolve("small.png");
        ImageIO.write(new BufferedImage(10, 10, BufferedImage.TYPE_BYTE_GRAY), "png", file.toFile());
        assertThatThrownBy(() -> AwtImages.read(file, 99)).hasMessageContaining("found 10x10");
        assertThat(AwtImages.read(file, 100).getWidth()).isEqualTo(10);
    }

    @Test
    void namesCmykJpegs() throws IOException {
        byte[] file = withOrientation(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "jpg", 1);
        for (int i = 0; i < file.length - 9; i++) {
            if (file[i] == (byte) 0xFF && file[i + 1] == (byte) 0xC0) {
                file[i + 9] = 4;
            }
        }
        assertThatThrownBy(() -> AwtImages.read(file)).hasMessageContaining("found CMYK or YCCK. Convert it to RGB");
    }

    @Test
    void refusesTiffOfFloatSamples() throws IOException {
        SampleModel samples = new BandedSampleModel(DataBuffer.TYPE_FLOAT, 8, 8, 1);
        ColorModel gray = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_GRAY), false, false, Transparency.OPAQUE, DataBuffer.TYPE_FLOAT);
        BufferedImage image = new BufferedImage(gray, Raster.createWritableRaster(samples, null), false, null);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, "tiff", out)).isTrue();
        assertThatThrownBy(() -> AwtImages.read(out.toByteArray()))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("expected integer samples, found floating-point ones");
    }

    @Test
    void readsFromZipFilesStreamsAndMemory() throws IOException {
        byte[] png = withOrientation(new BufferedImage(12, 9, BufferedImage.TYPE_INT_RGB), "png", 1);
        try (FileSystem zip = FileSystems.newFileSystem(folder.resolve("photos.zip"), Map.of("create", "true"))) {
            Path inside = Files.write(zip.getPath("photo.png"), png);
            assertThat(AwtImages.readGray(inside).width()).isEqualTo(12);
        }
        assertThat(AwtImages.readGray(new ByteArrayInputStream(png)).height()).isEqualTo(9);
        assertThat(AwtImages.read(png).getWidth()).isEqualTo(12);
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

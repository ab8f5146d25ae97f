package io.microexp.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.image.PixelBuffer.Encoding;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PixelBufferTest {
    private static final int PADDING = 5;

    @ParameterizedTest
    @EnumSource
    void grayAgreesWithTheNaiveDefinitionInEveryEncoding(Encoding encoding) {
        for (int[] size : new int[][] {{2, 1}, {6, 5}, {34, 7}}) {
            Frame frame = new Frame(encoding, size[0], size[1], 7);
            assertThat(frame.buffer.toGray().toArray())
                    .as("seed 7, %s", frame.buffer)
                    .containsExactly(frame.gray);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRegionIsThatPartOfTheWhole(Encoding encoding) {
        PixelBuffer frame = new Frame(encoding, 34, 9, 11).buffer;
        byte[] out = new byte[40];
        out[39] = 77;
        frame.toGray(5, 2, 13, 3, out);
        byte[] expected = frame.toGray().view(5, 2, 13, 3).toArray();
        assertThat(out).startsWith(expected);
        assertThat(out[39]).as("the byte behind the region").isEqualTo((byte) 77);
    }

    @Test
    void directAndHeapMemoryGiveTheSame() {
        byte[] bytes = new byte[3 * 6 * 4];
        new Random(3).nextBytes(bytes);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        assertThat(PixelBuffer.wrap(direct, Encoding.RGB8, 6, 4).toGray().toArray())
                .containsExactly(PixelBuffer.wrap(ByteBuffer.wrap(bytes), Encoding.RGB8, 6, 4)
                        .toGray()
                        .toArray());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0",
        "255, 255, 255, 255",
        "255, 0, 0, 76",
        "0, 255, 0, 150",
        "0, 0, 255, 29",
        "128, 128, 128, 128"
    })
    void weighsColorsAsBt601(int red, int green, int blue, int gray) {
        byte[] rgb = {(byte) red, (byte) green, (byte) blue};
        assertThat(PixelBuffer.wrap(ByteBuffer.wrap(rgb), Encoding.RGB8, 1, 1)
                        .toGray()
                        .get(0, 0))
                .isEqualTo(gray);
    }

    @Test
    @DisplayName("Color is given as red, green and blue, whatever the order in memory")
    void readsColor() {
        byte[] bgra = {3, 2, 1, 9, 6, 5, 4, 9, 0, 0, 0, 0, 13, 12, 11, 9};
        byte[] rgb = new byte[6];
        PixelBuffer.wrap(ByteBuffer.wrap(bgra), Encoding.BGRA8, 2, 2).toRgb(1, 0, 1, 2, rgb);
        assertThat(rgb).containsExactly(4, 5, 6, 11, 12, 13);
    }

    @ParameterizedTest
    @EnumSource(
            value = Encoding.class,
            names = {"YUV422_YUYV", "YUV422_UYVY", "NV12", "NV21"})
    @DisplayName("YUV gives BT.601's color in full range: pure red is Y 76, U 85, V 255")
    void convertsYuv(Encoding encoding) {
        byte y = 76;
        byte u = 85;
        byte v = (byte) 255;
        byte[] memory = switch (encoding) {
            case YUV422_YUYV -> new byte[] {y, u, y, v, y, u, y, v};
            case YUV422_UYVY -> new byte[] {u, y, v, y, u, y, v, y};
            case NV12 -> new byte[] {y, y, y, y, u, v};
            default -> new byte[] {y, y, y, y, v, u};
        };
        byte[] rgb = new byte[12];
        PixelBuffer.wrap(ByteBuffer.wrap(memory), encoding, 2, 2).toRgb(0, 0, 2, 2, rgb);
        for (int i = 0; i < 4; i++) {
            assertThat(rgb[3 * i] & 0xFF).as("red").isBetween(253, 255);
            assertThat(rgb[3 * i + 1] & 0xFF).as("green").isBetween(0, 2);
            assertThat(rgb[3 * i + 2] & 0xFF).as("blue").isBetween(0, 2);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Encoding.class,
            names = {"MONO8", "NV12", "NV21"})
    @DisplayName("Without color in the frame all three channels are its gray, at odd sizes too")
    void keepsGray(Encoding encoding) {
        byte[] memory = new byte[5 * (3 + 2)];
        Arrays.fill(memory, (byte) 128);
        for (int i = 0; i < 15; i++) {
            memory[i] = (byte) (7 * i);
        }
        byte[] rgb = new byte[45];
        PixelBuffer.wrap(ByteBuffer.wrap(memory), encoding, 5, 3).toRgb(0, 0, 5, 3, rgb);
        for (int i = 0; i < 45; i++) {
            assertThat(rgb[i]).as("%d", i).isEqualTo((byte) (7 * (i / 3)));
        }
    }

    @Test
    void startsAtTheBuffersPositionAndLeavesItThere() {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {9, 1, 2, 3, 4}).position(1);
        PixelBuffer frame = PixelBuffer.wrap(bytes, Encoding.MONO8, 2, 2);
        assertThat(frame.toGray().toArray()).containsExactly(1, 2, 3, 4);
        assertThat(bytes.position()).isEqualTo(1);
        bytes.put(1, (byte) 50);
        assertThat(frame.toGray().get(0, 0)).as("memory is aliased").isEqualTo(50);
    }

    @Test
    void refusesShortMemory() {
        assertThatThrownBy(() -> PixelBuffer.wrap(ByteBuffer.allocate(17), Encoding.BGR8, 3, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 18 bytes for 3x2 BGR8")
                .hasMessageContaining("found 17");
        assertThatThrownBy(() -> PixelBuffer.wrap(ByteBuffer.allocate(4 * 4 + 7), Encoding.NV12, 4, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 24 bytes");
        assertThatThrownBy(() -> PixelBuffer.wrap(ByteBuffer.allocate(8), Encoding.RGBA8, 1 << 30, 1 << 30))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesSizesAndStridesThatCannotBe() {
        ByteBuffer bytes = ByteBuffer.allocate(100);
        assertThatThrownBy(() -> PixelBuffer.wrap(bytes, Encoding.MONO8, 0, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0x4");
        assertThatThrownBy(() -> PixelBuffer.wrap(bytes, Encoding.RGB8, 11, 4, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stride of at least 12");
        assertThatThrownBy(() -> PixelBuffer.wrap(bytes, Encoding.YUV422_YUYV, 3, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("even width");
    }

    @Test
    void refusesRegionsOutsideAndShortArrays() {
        PixelBuffer frame = PixelBuffer.wrap(ByteBuffer.allocate(12), Encoding.MONO8, 4, 3);
        assertThatThrownBy(() -> frame.toGray(2, 0, 3, 1, new byte[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("inside 4x3");
        assertThatThrownBy(() -> frame.toGray(0, 0, 2, 2, new byte[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 4 bytes for 2x2");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A view shows that part of the frame, in gray and in color, without a copy")
    void viewsAreParts(Encoding encoding) {
        PixelBuffer frame = new Frame(encoding, 34, 9, 12).buffer;
        PixelBuffer view = frame.view(5, 2, 13, 3);
        assertThat(view.toGray().toArray())
                .containsExactly(frame.toGray().view(5, 2, 13, 3).toArray());
        byte[] part = new byte[3 * 13 * 3];
        frame.toRgb(5, 2, 13, 3, part);
        assertThat(rgb(view)).containsExactly(part);
        assertThat(view.view(1, 1, 4, 2).toGray().toArray())
                .containsExactly(frame.toGray().view(6, 3, 4, 2).toArray());
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A frame turned clockwise has pixel (x, y) where the turned picture has it, in gray and in color")
    void turns(Encoding encoding) {
        PixelBuffer frame = new Frame(encoding, 6, 5, 13).buffer;
        assertThat(frame.rotate(0)).isSameAs(frame);
        PixelBuffer once = frame.rotate(90);
        assertThat(once.width()).isEqualTo(5);
        assertThat(once.height()).isEqualTo(6);
        byte[] colors = rgb(frame);
        byte[] turned = rgb(once);
        for (int y = 0; y < 6; y++) {
            for (int x = 0; x < 5; x++) {
                assertThat(once.toGray().get(x, y)).isEqualTo(frame.toGray().get(y, 4 - x));
                for (int c = 0; c < 3; c++) {
                    assertThat(turned[3 * (5 * y + x) + c]).isEqualTo(colors[3 * (6 * (4 - x) + y) + c]);
                }
            }
        }
        assertThat(rgb(frame.rotate(180))).containsExactly(rgb(once.rotate(90)));
        assertThat(rgb(frame.rotate(270))).containsExactly(rgb(once.rotate(180)));
        assertThat(rgb(frame.rotate(270).rotate(90))).containsExactly(colors);
        assertThat(rgb(frame.rotate(90).view(1, 2, 3, 4)))
                .containsExactly(rgb(frame.view(2, 1, 4, 3).rotate(90)));
        assertThatThrownBy(() -> frame.rotate(45)).hasMessage("Expected 0, 90, 180 or 270 degrees, found 45");
    }

    private static byte[] rgb(PixelBuffer frame) {
        byte[] rgb = new byte[3 * frame.width() * frame.height()];
        frame.toRgb(0, 0, frame.width(), frame.height(), rgb);
        return rgb;
    }

    @Test
    @DisplayName("All layouts of one YUV 4:2:0 picture, of odd sizes too, have the same colors")
    void layoutsOf420Agree() {
        int width = 7;
        int height = 5;
        int columns = 4;
        int rows = 3;
        Random random = new Random(14);
        byte[] y = bytes(random, width * height);
        byte[] u = bytes(random, columns * rows);
        byte[] v = bytes(random, columns * rows);
        byte[] expected = rgb(PixelBuffer.wrap(
                ByteBuffer.allocate(1000).put(padded(y, width, 8)).put(u).put(v).flip(),
                Encoding.I420,
                8,
                width,
                height));
        assertThat(rgb(PixelBuffer.wrap(
                        ByteBuffer.allocate(1000)
                                .put(padded(y, width, 8))
                                .put(v)
                                .put(u)
                                .flip(),
                        Encoding.YV12,
                        8,
                        width,
                        height)))
                .containsExactly(expected);
        byte[] uv = new byte[2 * u.length];
        for (int i = 0; i < u.length; i++) {
            uv[2 * i] = u[i];
            uv[2 * i + 1] = v[i];
        }
        ByteBuffer vBuffer = ByteBuffer.wrap(uv, 1, uv.length - 1).slice();
        assertThat(rgb(PixelBuffer.wrapYuv420(
                        ByteBuffer.wrap(y), width, ByteBuffer.wrap(uv), vBuffer, 8, 2, width, height)))
                .containsExactly(expected);
        assertThat(rgb(PixelBuffer.wrapYuv420(
                        ByteBuffer.wrap(y), width, ByteBuffer.wrap(u), ByteBuffer.wrap(v), 4, 1, width, height)))
                .containsExactly(expected);
        PixelBuffer nv12 = PixelBuffer.wrap(
                ByteBuffer.allocate(1000).put(padded(y, width, 8)).put(uv).flip(), Encoding.NV12, 8, width, height);
        assertThat(rgb(nv12.view(0, 0, 6, 5)))
                .containsExactly(rgb(PixelBuffer.wrapYuv420(
                                ByteBuffer.wrap(y), width, ByteBuffer.wrap(u), ByteBuffer.wrap(v), 4, 1, width, height)
                        .view(0, 0, 6, 5)));
    }

    private static byte[] bytes(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] padded(byte[] rows, int width, int stride) {
        byte[] padded = new byte[rows.length / width * stride];
        for (int i = 0; i < rows.length; i++) {
            padded[i / width * stride + i % width] = rows[i];
        }
        return padded;
    }

    @Test
    void theBitsOfRgb565ReachFromBlackToWhite() {
        byte[] pixels = {0, 0, (byte) 0xFF, (byte) 0xFF, 0, (byte) 0xF8, (byte) 0xE0, 0x07, 0x1F, 0};
        assertThat(rgb(PixelBuffer.wrap(ByteBuffer.wrap(pixels), Encoding.RGB565, 5, 1)))
                .containsExactly(0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 255);
    }

    @Test
    void refusesHeightsWhoseRowsOverflow() {
        for (Encoding encoding : List.of(Encoding.NV12, Encoding.NV21, Encoding.I420, Encoding.YV12)) {
            for (int height : new int[] {1_431_655_766, Integer.MAX_VALUE}) {
                assertThatThrownBy(() -> PixelBuffer.wrap(ByteBuffer.allocate(16), encoding, 1, height))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("Expected at least");
            }
        }
    }

    @Test
    void readsTheNamesOfRosAndRefusesBayerWithTheFix() {
        assertThat(Encoding.ofRos("bgr8")).isEqualTo(Encoding.BGR8);
        assertThat(Encoding.ofRos("yuv422_yuy2")).isEqualTo(Encoding.YUV422_YUYV);
        assertThatThrownBy(() -> Encoding.ofRos("bayer_rggb8"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Demosaic the frame first");
        assertThatThrownBy(() -> Encoding.ofRos("32FC1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 32FC1");
    }

    @Test
    void refusesPlanesThatAreTooShort() {
        ByteBuffer y = ByteBuffer.allocate(16);
        assertThatThrownBy(
                        () -> PixelBuffer.wrapYuv420(y, 4, ByteBuffer.allocate(4), ByteBuffer.allocate(3), 2, 1, 4, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Expected at least 4 bytes for V of 4x4 YUV_420_888, found 3");
        assertThatThrownBy(() -> PixelBuffer.wrap(y, Encoding.YUV_420_888, 4, 4))
                .hasMessageContaining("wrapYuv420");
    }

    /** A seeded frame with padded rows, and its gray worked out in floating point from colors laid out by name. */
    private static final class Frame {
        final PixelBuffer buffer;
        final byte[] gray;

        private final String layout;
        private final int groupWidth;
        private final int stride;
        private final byte[] memory;

        Frame(Encoding encoding, int width, int height, long seed) {
            layout = layout(encoding);
            groupWidth = layout.contains("U") ? 2 : 1;
            stride = layout.length() * width / groupWidth + PADDING;
            memory = new byte[stride * height + 2 * ((height + 1) / 2) * ((stride + 1) / 2)];
            new Random(seed).nextBytes(memory);
            ByteBuffer chroma = ByteBuffer.wrap(memory, stride * height, memory.length - stride * height);
            buffer = encoding == Encoding.YUV_420_888
                    ? PixelBuffer.wrapYuv420(
                            ByteBuffer.wrap(memory), stride, chroma, chroma.slice(), stride, 2, width, height)
                    : PixelBuffer.wrap(ByteBuffer.wrap(memory), encoding, stride, width, height);
            gray = new byte[width * height];
            for (int i = 0; i < gray.length; i++) {
                gray[i] = (byte) gray(i % width, i / width);
            }
        }

        /** The bytes of a group of pixels that belong together, a letter a byte. */
        private static String layout(Encoding encoding) {
            return switch (encoding) {
                case MONO8, NV12, NV21, I420, YV12, YUV_420_888 -> "Y";
                case MONO16 -> "-Y";
                case RGB565 -> "56";
                case RGB8 -> "RGB";
                case BGR8 -> "BGR";
                case RGBA8 -> "RGBA";
                case BGRA8 -> "BGRA";
                case YUV422_YUYV -> "YUYV";
                case YUV422_UYVY -> "UYVY";
            };
        }

        private long gray(int x, int y) {
            int group = y * stride + x / groupWidth * layout.length();
            if (layout.equals("56")) {
                int bits = value(group) + 256 * value(group + 1);
                return Math.round(0.299 * (bits / 2048 * 8 + bits / 8192)
                        + 0.587 * (bits / 32 % 64 * 4 + bits / 512 % 4)
                        + 0.114 * (bits % 32 * 8 + bits / 4 % 8));
            }
            if (layout.contains("Y")) {
                return value(group + (x % groupWidth == 0 ? layout.indexOf('Y') : layout.lastIndexOf('Y')));
            }
            return Math.round(0.299 * value(group + layout.indexOf('R'))
                    + 0.587 * value(group + layout.indexOf('G'))
                    + 0.114 * value(group + layout.indexOf('B')));
        }

        private int value(int index) {
            return memory[index] & 0xFF;
        }
    }
}

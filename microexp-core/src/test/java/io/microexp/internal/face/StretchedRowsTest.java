package io.microexp.internal.face;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.face.FaceDetectorOptions.Region;
import io.microexp.image.GrayImage;
import io.microexp.image.PixelBuffer;
import java.nio.ByteBuffer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StretchedRowsTest {
    private static final Offset<Float> ROUNDING = Offset.offset(1e-3f);

    @ParameterizedTest
    @CsvSource({"0, 99", "100, 199", "7, 9"})
    @DisplayName("A picture of fewer than 100 levels is stretched over all of them")
    void stretchesDarkAndFlatPictures(int low, int high) {
        PixelRows stretched = StretchedRows.of(halves(low, high));
        float[][] row = new float[3][8];
        stretched.read(0, 3, 8, row);
        assertThat(row[0][0]).isZero();
        assertThat(row[0][7]).isCloseTo(255, ROUNDING);
    }

    @ParameterizedTest
    @CsvSource({"0, 100", "0, 255", "3, 3"})
    @DisplayName("A picture of more levels, or of one, stays as it is")
    void leavesOthersAlone(int low, int high) {
        PixelRows image = halves(low, high);
        assertThat(StretchedRows.of(image)).isSameAs(image);
    }

    @Test
    @DisplayName("Colors keep their hue: all channels are stretched alike, and clamped")
    void stretchesChannelsAlike() {
        ByteBuffer rgb = ByteBuffer.allocate(3 * 64);
        for (int i = 0; i < 64; i++) {
            int level = i % 8 < 4 ? 10 : 20;
            rgb.put((byte) level).put((byte) level).put((byte) (i % 8 == 0 ? level + 5 : level));
        }
        PixelBuffer frame = PixelBuffer.wrap(rgb.flip(), PixelBuffer.Encoding.RGB8, 8, 8);
        float[][] row = new float[3][8];
        StretchedRows.of(PixelRows.of(frame, new Region(0, 0, 8, 8))).read(0, 0, 8, row);
        assertThat(row[0][0]).isZero();
        assertThat(row[2][0]).isCloseTo(127.5f, ROUNDING);
        assertThat(row[1][7]).isCloseTo(255, ROUNDING);
    }

    /** A gray picture of one level on the left and another on the right. */
    private static PixelRows halves(int left, int right) {
        byte[] pixels = new byte[64];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i % 8 < 4 ? left : right);
        }
        return PixelRows.of(GrayImage.of(pixels, 8, 8), new Region(0, 0, 8, 8));
    }
}

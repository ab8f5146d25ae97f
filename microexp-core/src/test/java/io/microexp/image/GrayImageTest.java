package io.microexp.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GrayImageTest {
    private final byte[] pixels = {0, 1, 2, 3, (byte) 200, (byte) 255};

    @Test
    void readsPixelsAsUnsignedRowMajor() {
        GrayImage image = GrayImage.of(pixels, 3, 2);
        assertThat(image.get(0, 0)).isZero();
        assertThat(image.get(2, 0)).isEqualTo(2);
        assertThat(image.get(1, 1)).isEqualTo(200);
        assertThat(image.get(2, 1)).isEqualTo(255);
        assertThat(image).hasToString("GrayImage[3x2]");
    }

    @Test
    void ofCopiesAndWrapAliases() {
        GrayImage copy = GrayImage.of(pixels, 3, 2);
        GrayImage alias = GrayImage.wrap(pixels, 0, 3, 3, 2);
        GrayImage aliasCopied = alias.copy();
        pixels[0] = 99;
        assertThat(copy.get(0, 0)).isZero();
        assertThat(alias.get(0, 0)).isEqualTo(99);
        assertThat(aliasCopied.get(0, 0)).isZero();
    }

    @Test
    void handsOutACopy() {
        GrayImage image = GrayImage.of(pixels, 3, 2);
        image.toArray()[0] = 99;
        assertThat(image.get(0, 0)).isZero();
    }

    @Test
    void takesAnArrayLongerThanTheImage() {
        assertThat(GrayImage.of(pixels, 2, 2).toArray()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void wrapsWithOffsetAndStrideUpToTheLastByte() {
        GrayImage image = GrayImage.wrap(pixels, 1, 3, 2, 2);
        assertThat(image.toArray()).containsExactly(1, 2, (byte) 200, (byte) 255);
    }

    @Test
    void viewsOfViewsShareMemory() {
        GrayImage view = GrayImage.wrap(pixels, 0, 3, 3, 2).view(1, 0, 2, 2).view(1, 1, 1, 1);
        assertThat(view.get(0, 0)).isEqualTo(255);
        pixels[5] = 7;
        assertThat(view.get(0, 0)).isEqualTo(7);
    }

    @Test
    void refusesSizesThatAreNotPositive() {
        assertThatThrownBy(() -> GrayImage.of(pixels, 0, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0x2");
        assertThatThrownBy(() -> GrayImage.of(pixels, 2, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2x-1");
    }

    @Test
    void refusesShortMemory() {
        assertThatThrownBy(() -> GrayImage.of(pixels, 3, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 9 bytes")
                .hasMessageContaining("found 6");
        assertThatThrownBy(() -> GrayImage.of(pixels, 1 << 20, 1 << 20))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1099511627776");
        assertThatThrownBy(() -> GrayImage.wrap(pixels, 2, 3, 2, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 7 bytes");
    }

    @Test
    void refusesABadOffsetOrStride() {
        assertThatThrownBy(() -> GrayImage.wrap(pixels, -1, 3, 3, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GrayImage.wrap(pixels, 0, 2, 3, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stride 2");
    }

    @Test
    void refusesPixelsAndViewsOutside() {
        GrayImage image = GrayImage.of(pixels, 3, 2);
        assertThatThrownBy(() -> image.get(3, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> image.get(0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> image.view(1, 0, 3, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("inside 3x2")
                .hasMessageContaining("3x1 at (1, 0)");
        assertThatThrownBy(() -> image.view(Integer.MAX_VALUE, 0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> image.view(0, 0, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}

package io.microexp.examples.live;

import io.microexp.image.GrayImage;
import io.microexp.image.awt.AwtImages;
import java.awt.image.BufferedImage;
import java.nio.file.Path;

/** The portrait of the example {@code quickstart}, as raw frames. */
final class Portrait {
    private static final Path FILE =
            Path.of("../quickstart/src/main/resources/io/microexp/examples/quickstart/astronaut.png");

    private final BufferedImage image = AwtImages.read(FILE);

    int width() {
        return image.getWidth();
    }

    int height() {
        return image.getHeight();
    }

    GrayImage gray() {
        return AwtImages.toGray(image);
    }

    byte[] rgba() {
        byte[] rgba = new byte[4 * width() * height()];
        for (int i = 0; i < width() * height(); i++) {
            int color = image.getRGB(i % width(), i / width());
            rgba[4 * i] = (byte) (color >> 16);
            rgba[4 * i + 1] = (byte) (color >> 8);
            rgba[4 * i + 2] = (byte) color;
            rgba[4 * i + 3] = (byte) 255;
        }
        return rgba;
    }
}

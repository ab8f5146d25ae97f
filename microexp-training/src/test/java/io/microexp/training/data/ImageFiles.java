package io.microexp.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Generated image files of one color. */
public final class ImageFiles {
    private ImageFiles() {}

    public static Path png(Path file, int width, int height, Color color) throws IOException {
        return write(file, "png", width, height, color);
    }

    static Path jpeg(Path file, int width, int height, Color color) throws IOException {
        return write(file, "jpg", width, height, color);
    }

    private static Path write(Path file, String format, int width, int height, Color color) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, color.getRGB());
            }
        }
        Files.createDirectories(file.getParent());
        assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
        return file;
    }
}

package io.microexp.bench.benchmark;

import io.microexp.image.GrayImage;
import io.microexp.image.awt.AwtImages;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** A 640x480 frame that shows one face, about 90 pixels wide. */
public final class Frames {
    private static final String PORTRAIT = "/io/microexp/examples/quickstart/astronaut.png";
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;

    private Frames() {}

    public static GrayImage oneFace() {
        BufferedImage frame = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = frame.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(portrait(), (WIDTH - HEIGHT) / 2, 0, HEIGHT, HEIGHT, null);
        graphics.dispose();
        return AwtImages.toGray(frame);
    }

    private static BufferedImage portrait() {
        try (InputStream in = Frames.class.getResourceAsStream(PORTRAIT)) {
            return ImageIO.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

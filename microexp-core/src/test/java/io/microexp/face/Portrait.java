package io.microexp.face;

import io.microexp.image.PixelBuffer;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import javax.imageio.ImageIO;

/** NASA's portrait of Eileen Collins, moved, scaled, turned and dimmed. Its face is measured with YuNet. */
final class Portrait {
    static final double CENTER_X = 128.6;
    static final double CENTER_Y = 119.7;
    /** Side of the face's box in the common framing. */
    static final double SIDE = 99;

    private static final int SIZE = 320;

    private Portrait() {}

    /** Returns a frame of the background's gray with the face's center at (x, y). */
    static BufferedImage frame(int width, int height, double x, double y, double scale, double degrees) {
        BufferedImage frame = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = frame.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.setColor(new java.awt.Color(120, 125, 130));
        graphics.fillRect(0, 0, width, height);
        AffineTransform place = AffineTransform.getTranslateInstance(x, y);
        place.rotate(Math.toRadians(degrees));
        place.scale(scale, scale);
        place.translate(-CENTER_X, -CENTER_Y);
        graphics.drawImage(read(), place, null);
        graphics.dispose();
        return frame;
    }

    static BufferedImage whole() {
        return frame(SIZE, SIZE, CENTER_X, CENTER_Y, 1, 0);
    }

    /** Returns a frame with so much of its light. */
    static BufferedImage dimmed(BufferedImage frame, double light) {
        BufferedImage dimmed = new BufferedImage(frame.getWidth(), frame.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < frame.getHeight(); y++) {
            for (int x = 0; x < frame.getWidth(); x++) {
                int rgb = frame.getRGB(x, y);
                int red = (int) ((rgb >> 16 & 0xFF) * light);
                int green = (int) ((rgb >> 8 & 0xFF) * light);
                int blue = (int) ((rgb & 0xFF) * light);
                dimmed.setRGB(x, y, red << 16 | green << 8 | blue);
            }
        }
        return dimmed;
    }

    static PixelBuffer color(BufferedImage frame) {
        ByteBuffer rgb = ByteBuffer.allocate(3 * frame.getWidth() * frame.getHeight());
        for (int y = 0; y < frame.getHeight(); y++) {
            for (int x = 0; x < frame.getWidth(); x++) {
                int pixel = frame.getRGB(x, y);
                rgb.put((byte) (pixel >> 16)).put((byte) (pixel >> 8)).put((byte) pixel);
            }
        }
        return PixelBuffer.wrap(rgb.flip(), PixelBuffer.Encoding.RGB8, frame.getWidth(), frame.getHeight());
    }

    private static BufferedImage read() {
        try (InputStream in = Portrait.class.getResourceAsStream("astronaut.jpg")) {
            return ImageIO.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

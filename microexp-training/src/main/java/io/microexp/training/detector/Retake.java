package io.microexp.training.detector;

import io.microexp.training.detector.LabeledPhotos.Face;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/**
 * A photograph as another camera would have taken it: turned, and in less light. Immutable.
 *
 * @param degrees by which the picture is turned about its center, clockwise; the new picture holds all of it, and what
 *     lies beyond is black
 * @param light the share of the light that is left, above 0 to 1, in whole gray levels
 */
public record Retake(double degrees, double light) {
    /** Leaves photographs as they are. */
    public static final Retake NONE = new Retake(0, 1);

    private static final int CHANNEL = 0xFF;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the light is not above 0 and at most 1, or the angle is not finite
     */
    public Retake {
        if (!(light > 0 && light <= 1) || !Double.isFinite(degrees)) {
            throw new IllegalArgumentException(
                    "Expected finite degrees and a light above 0 to 1, found " + degrees + " and " + light);
        }
    }

    BufferedImage apply(BufferedImage picture) {
        BufferedImage turned = degrees == 0 ? picture : turned(picture);
        return light == 1 ? turned : dimmed(turned);
    }

    /** Returns the labeled face in the new picture. Its box stays upright and of its size. */
    Face apply(Face face, BufferedImage picture) {
        if (degrees == 0) {
            return face;
        }
        double[] box = face.box();
        double right = box[0] + box[2] / 2 - picture.getWidth() / 2.0;
        double down = box[1] + box[3] / 2 - picture.getHeight() / 2.0;
        double x = width(picture) / 2.0 + right * cos() - down * sin();
        double y = height(picture) / 2.0 + right * sin() + down * cos();
        double[] moved = {x - box[2] / 2, y - box[3] / 2, box[2], box[3]};
        return new Face(moved, face.tags(), face.expression(), face.ignore());
    }

    private BufferedImage turned(BufferedImage picture) {
        BufferedImage turned = new BufferedImage(width(picture), height(picture), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = turned.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.translate(turned.getWidth() / 2.0, turned.getHeight() / 2.0);
        graphics.rotate(Math.toRadians(degrees));
        graphics.translate(-picture.getWidth() / 2.0, -picture.getHeight() / 2.0);
        graphics.drawImage(picture, 0, 0, null);
        graphics.dispose();
        return turned;
    }

    private BufferedImage dimmed(BufferedImage picture) {
        BufferedImage dimmed = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                int rgb = picture.getRGB(x, y);
                dimmed.setRGB(x, y, dimmed(rgb >> 16) << 16 | dimmed(rgb >> 8) << 8 | dimmed(rgb));
            }
        }
        return dimmed;
    }

    private int dimmed(int channel) {
        return (int) Math.round(light * (channel & CHANNEL));
    }

    private int width(BufferedImage picture) {
        return (int) Math.ceil(Math.abs(picture.getWidth() * cos()) + Math.abs(picture.getHeight() * sin()));
    }

    private int height(BufferedImage picture) {
        return (int) Math.ceil(Math.abs(picture.getWidth() * sin()) + Math.abs(picture.getHeight() * cos()));
    }

    private double cos() {
        return Math.cos(Math.toRadians(degrees));
    }

    private double sin() {
        return Math.sin(Math.toRadians(degrees));
    }
}

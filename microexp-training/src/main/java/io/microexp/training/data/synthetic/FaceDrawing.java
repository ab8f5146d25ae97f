package io.microexp.training.data.synthetic;

import io.microexp.image.GrayImage;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.QuadCurve2D;
import java.awt.image.BufferedImage;
import java.util.SplittableRandom;

/** One drawn face. Lengths are in halves of the image's side, the origin is its center, y points down. */
final class FaceDrawing {
    private static final double EYE_X = 0.31;
    private static final double EYE_Y = -0.16;
    private static final double MOUTH_Y = 0.5;
    private static final int NOISE = 12;
    private static final int MAX_PIXEL = 255;

    private final Expression expression;
    private final int size;
    private final SplittableRandom random;
    private final int skin;
    private final int hair;

    FaceDrawing(Expression expression, int size, SplittableRandom random) {
        this.expression = expression;
        this.size = size;
        this.random = random;
        this.skin = (int) between(120, 225);
        this.hair = (int) between(15, 80);
    }

    GrayImage draw() {
        BufferedImage canvas = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = canvas.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            graphics.setColor(gray(between(30, 240)));
            graphics.fillRect(0, 0, size, size);
            pose(graphics);
            head(graphics);
            for (int side = -1; side <= 1; side += 2) {
                eye(graphics, side);
                brow(graphics, side);
                noseWrinkle(graphics, side);
            }
            nose(graphics);
            mouth(graphics);
        } finally {
            graphics.dispose();
        }
        return lit(canvas);
    }

    private void pose(Graphics2D graphics) {
        double zoom = between(0.9, 1.08) * size / 2;
        graphics.translate(size / 2.0 * between(0.92, 1.08), size / 2.0 * between(0.92, 1.08));
        graphics.rotate(between(-0.2, 0.2));
        graphics.scale(zoom * between(0.9, 1.05), zoom);
        graphics.shear(between(-0.08, 0.08), 0);
    }

    private void head(Graphics2D graphics) {
        double width = between(0.7, 0.82);
        double height = between(0.92, 1.02);
        fill(graphics, hair, new Ellipse2D.Double(-width - 0.08, -height - 0.1, 2 * width + 0.16, 1.5 * height));
        fill(graphics, skin, new Ellipse2D.Double(-width, -height + between(0.1, 0.25), 2 * width, 2 * height - 0.15));
    }

    private void eye(Graphics2D graphics, int side) {
        double halfHeight = 0.1 * Math.max(0.2, 1 + expression.eyes());
        Shape eye = new Ellipse2D.Double(side * EYE_X - 0.16, EYE_Y - halfHeight, 0.32, 2 * halfHeight);
        fill(graphics, Math.min(MAX_PIXEL, skin + 70), eye);
        Shape clip = graphics.getClip();
        graphics.clip(eye);
        fill(graphics, 20, new Ellipse2D.Double(side * EYE_X - 0.075, EYE_Y - 0.075, 0.15, 0.15));
        graphics.setClip(clip);
        line(graphics, skin / 3, 0.035, eye);
    }

    private void brow(Graphics2D graphics, int side) {
        double inner = -0.37 - 0.13 * expression.innerBrow();
        double outer = -0.36 - 0.13 * expression.outerBrow();
        double arch = Math.min(inner, outer) - 0.06;
        line(graphics, hair, 0.075, new QuadCurve2D.Double(side * 0.13, inner, side * 0.33, arch, side * 0.5, outer));
    }

    private void nose(Graphics2D graphics) {
        double width = between(0.08, 0.13);
        line(graphics, skin * 2 / 3, 0.04, new QuadCurve2D.Double(-width, 0.2, 0, 0.27, width, 0.2));
    }

    private void noseWrinkle(Graphics2D graphics, int side) {
        int shade = (int) (skin * (1 - 0.55 * expression.noseWrinkle()));
        line(graphics, shade, 0.035, new QuadCurve2D.Double(side * 0.05, -0.1, side * 0.12, -0.02, side * 0.1, 0.07));
        line(graphics, shade, 0.045, new QuadCurve2D.Double(side * 0.15, 0.17, side * 0.3, 0.25, side * 0.36, 0.45));
    }

    private void mouth(Graphics2D graphics) {
        double halfWidth = 0.27 * (1 + expression.mouthWidth());
        double left = MOUTH_Y - 0.13 * expression.smile();
        double right = left - 0.2 * expression.smirk();
        double middle = MOUTH_Y + 0.06 * expression.smile();
        double upper = middle - 0.06 * expression.jaw() - 0.13 * expression.upperLip();
        double lower = middle + 0.03 + 0.28 * expression.jaw();
        Path2D lips = new Path2D.Double();
        lips.moveTo(-halfWidth, left);
        // a quadratic curve passes half-way between its control point and the middle of its ends
        lips.quadTo(0, 2 * upper - (left + right) / 2, halfWidth, right);
        lips.quadTo(0, 2 * lower - (left + right) / 2, -halfWidth, left);
        lips.closePath();
        fill(graphics, 25, lips);
        if (expression.smile() > 0.5 || expression.upperLip() > 0.5) {
            Shape clip = graphics.getClip();
            graphics.clip(lips);
            fill(graphics, 245, new Ellipse2D.Double(-halfWidth, upper - 0.05, 2 * halfWidth, 0.15));
            graphics.setClip(clip);
        }
        line(graphics, skin / 2, 0.05, lips);
    }

    /** Adds light from one side and noise. */
    private GrayImage lit(BufferedImage canvas) {
        double lightX = between(-0.25, 0.25);
        double lightY = between(-0.25, 0.25);
        byte[] pixels = new byte[size * size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double light = 1 + lightX * (2.0 * x / size - 1) + lightY * (2.0 * y / size - 1);
                double value = (canvas.getRGB(x, y) & 0xFF) * light + between(-NOISE, NOISE);
                pixels[y * size + x] = (byte) Math.max(0, Math.min(value, MAX_PIXEL));
            }
        }
        return GrayImage.wrap(pixels, 0, size, size, size);
    }

    private double between(double min, double max) {
        return min + (max - min) * random.nextDouble();
    }

    private static void fill(Graphics2D graphics, double shade, Shape shape) {
        graphics.setColor(gray(shade));
        graphics.fill(shape);
    }

    private static void line(Graphics2D graphics, double shade, double width, Shape shape) {
        graphics.setColor(gray(shade));
        graphics.setStroke(new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        graphics.draw(shape);
    }

    private static Color gray(double shade) {
        int value = (int) shade;
        return new Color(value, value, value);
    }
}

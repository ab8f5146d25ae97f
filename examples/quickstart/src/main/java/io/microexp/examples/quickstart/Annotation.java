package io.microexp.examples.quickstart;

import io.microexp.Emotion;
import io.microexp.EmotionScores;
import io.microexp.face.DetectedFace;
import io.microexp.pipeline.FaceEmotion;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Draws faces and their scores into a photo: a box, and beside it a panel with the top emotion and a bar per class. */
final class Annotation {
    /** Minimum length of the longer side of the drawing in pixels. Smaller photos are enlarged to keep text legible. */
    static final int MIN_SIDE = 720;

    /* Line height of a panel: at least this many pixels, and smaller where many faces share the photo. */
    private static final int MIN_LINE = 15;
    private static final int MAX_LINES = 90;
    /* Hiding a face is worse than hiding another panel. */
    private static final int FACE_WEIGHT = 4;

    private static final Color PANEL = new Color(18, 20, 26, 215);
    private static final Color TRACK = new Color(255, 255, 255, 45);
    private static final Color TEXT = new Color(240, 240, 240);
    private static final Map<Emotion, Color> COLORS = new EnumMap<>(Map.of(
            Emotion.ANGER, new Color(0xE5484D),
            Emotion.DISGUST, new Color(0x8DB600),
            Emotion.FEAR, new Color(0xA77BDB),
            Emotion.HAPPINESS, new Color(0xFFC53D),
            Emotion.SADNESS, new Color(0x4A90E2),
            Emotion.SURPRISE, new Color(0xFF8B3E),
            Emotion.NEUTRAL, new Color(0xB4BCC8),
            Emotion.CONTEMPT, new Color(0x2BB3A3)));

    private final Graphics2D graphics;
    private final Rectangle canvas;
    private final double scale;
    private final int line;
    private final Optional<FontMetrics> metrics;
    private final List<Rectangle> boxes = new ArrayList<>();
    private final List<Rectangle> panels = new ArrayList<>();

    private Annotation(Graphics2D graphics, Rectangle canvas, double scale, int faces) {
        this.graphics = graphics;
        this.canvas = canvas;
        this.scale = scale;
        int longer = Math.max(canvas.width, canvas.height);
        this.line = Math.max(MIN_LINE, longer / Math.min(40 + 5 * faces, MAX_LINES));
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setFont(font(line * 3 / 4));
        this.metrics = hasFonts() ? Optional.of(graphics.getFontMetrics()) : Optional.empty();
    }

    /** Returns whether text can be drawn. A machine without a window system may have no font at all. */
    static boolean hasFonts() {
        Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        try {
            return graphics.getFontMetrics(font(MIN_LINE)).getHeight() > 0;
        } catch (RuntimeException | Error e) {
            // AWT offers no query for this and throws an Error if there is no font
            return false;
        } finally {
            graphics.dispose();
        }
    }

    private static Font font(int size) {
        return new Font(Font.SANS_SERIF, Font.BOLD, size);
    }

    /** Returns a new RGB image of the photo and its faces, at least {@value #MIN_SIDE} pixels on its longer side. */
    static BufferedImage draw(BufferedImage photo, List<FaceEmotion> faces) {
        double scale = Math.max(1, (double) MIN_SIDE / Math.max(photo.getWidth(), photo.getHeight()));
        int width = (int) Math.round(photo.getWidth() * scale);
        int height = (int) Math.round(photo.getHeight() * scale);
        BufferedImage drawing = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = drawing.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
            graphics.drawImage(photo, 0, 0, width, height, null);
            new Annotation(graphics, new Rectangle(width, height), scale, faces.size()).draw(faces);
        } finally {
            graphics.dispose();
        }
        return drawing;
    }

    private void draw(List<FaceEmotion> faces) {
        faces.forEach(face -> boxes.add(box(face.box())));
        graphics.setStroke(new BasicStroke(Math.max(2, line / 7f)));
        for (FaceEmotion face : faces) {
            Rectangle box = box(face.box());
            graphics.setColor(COLORS.get(face.scores().top()));
            graphics.drawRoundRect(box.x, box.y, box.width, box.height, line / 2, line / 2);
        }
        for (FaceEmotion face : faces) {
            Rectangle panel = place(box(face.box()), face.scores().labels().size());
            panels.add(panel);
            drawPanel(panel, face.scores());
        }
    }

    private Rectangle box(DetectedFace face) {
        return new Rectangle(
                (int) Math.round(face.x() * scale),
                (int) Math.round(face.y() * scale),
                (int) Math.round(face.width() * scale),
                (int) Math.round(face.height() * scale));
    }

    /* Places the panel beside, below or above the box, where it hides the least of the faces and of other panels. */
    private Rectangle place(Rectangle box, int rows) {
        int width = Math.min(14 * line, canvas.width);
        int height = Math.min((rows + 2) * line, canvas.height);
        int gap = line / 3;
        return Stream.of(
                        new Rectangle(box.x + box.width + gap, box.y, width, height),
                        new Rectangle(box.x - gap - width, box.y, width, height),
                        new Rectangle(box.x, box.y + box.height + gap, width, height),
                        new Rectangle(box.x, box.y - gap - height, width, height),
                        new Rectangle(box.x + box.width - width, box.y + box.height + gap, width, height),
                        new Rectangle(box.x + box.width - width, box.y - gap - height, width, height))
                .map(this::intoCanvas)
                .min(Comparator.comparingLong(this::hidden))
                .orElseThrow();
    }

    private Rectangle intoCanvas(Rectangle panel) {
        int x = Math.max(0, Math.min(panel.x, canvas.width - panel.width));
        int y = Math.max(0, Math.min(panel.y, canvas.height - panel.height));
        return new Rectangle(x, y, panel.width, panel.height);
    }

    private long hidden(Rectangle panel) {
        return FACE_WEIGHT * common(panel, boxes) + common(panel, panels);
    }

    private static long common(Rectangle panel, List<Rectangle> others) {
        return others.stream()
                .map(panel::intersection)
                .filter(common -> !common.isEmpty())
                .mapToLong(common -> (long) common.width * common.height)
                .sum();
    }

    private void drawPanel(Rectangle panel, EmotionScores scores) {
        graphics.setColor(PANEL);
        graphics.fillRoundRect(panel.x, panel.y, panel.width, panel.height, line / 2, line / 2);
        Emotion top = scores.top();
        int y = panel.y + line / 4;
        graphics.setColor(COLORS.get(top));
        text(top.label() + " " + percent(scores.probability(top)), panel.x + line / 2, y);
        y += line + line / 4;
        for (Emotion emotion : scores.labels()) {
            drawRow(panel, y, emotion, scores.probability(emotion));
            y += line;
        }
    }

    private void drawRow(Rectangle panel, int y, Emotion emotion, double probability) {
        String share = percent(probability);
        int labelWidth = widthOf(Emotion.HAPPINESS.label());
        int shareWidth = widthOf("100 %");
        int x = panel.x + line / 2;
        int barX = x + labelWidth + line / 2;
        int right = panel.x + panel.width - line / 2;
        int barWidth = Math.max(1, right - shareWidth - line / 2 - barX);
        graphics.setColor(TEXT);
        text(emotion.label(), x, y);
        text(share, right - widthOf(share), y);
        graphics.setColor(TRACK);
        graphics.fillRect(barX, y + line / 4, barWidth, line / 2);
        graphics.setColor(COLORS.get(emotion));
        graphics.fillRect(barX, y + line / 4, (int) Math.round(barWidth * probability), line / 2);
    }

    private void text(String text, int x, int top) {
        metrics.ifPresent(m -> graphics.drawString(text, x, top + (line - m.getHeight()) / 2 + m.getAscent()));
    }

    private int widthOf(String text) {
        return metrics.map(m -> m.stringWidth(text)).orElse(0);
    }

    private static String percent(double probability) {
        return Math.round(probability * 100) + " %";
    }
}

package io.microexp.training.report;

import io.microexp.explain.OcclusionMap;
import io.microexp.image.GrayImage;
import io.microexp.image.awt.AwtImages;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Locale;

/** An occlusion map as a picture: the face, the face under the map, and a legend. Needs no display. */
public final class OcclusionFigure {
    /* pixels */
    private static final int SIDE = 384;
    private static final int MARGIN = 24;
    private static final int HEAD = 56;
    private static final int FOOT = 40;
    private static final int BAR_WIDTH = 18;
    private static final int LEGEND_WIDTH = 88;
    private static final int WIDTH = 4 * MARGIN + 2 * SIDE + LEGEND_WIDTH;
    private static final int HEIGHT = HEAD + SIDE + FOOT;

    private static final Color INK = new Color(0x1C1F23);
    private static final Color QUIET = new Color(0x626A73);
    /** Told apart by people who see red and green alike (Okabe and Ito). */
    private static final Color FOR = new Color(0xD55E00);

    private static final Color AGAINST = new Color(0x0072B2);
    /** Of the strongest effect: the face stays visible under it. */
    private static final double MAX_OPACITY = 0.75;

    private final GrayImage face;
    private final OcclusionMap map;
    private final Graphics2D graphics;

    private OcclusionFigure(GrayImage face, OcclusionMap map, Graphics2D graphics) {
        this.face = face;
        this.map = map;
        this.graphics = graphics;
    }

    /**
     * Draws.
     *
     * @param face the face that was mapped
     * @param map its map
     * @return a new RGB image
     */
    public static BufferedImage draw(GrayImage face, OcclusionMap map) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
            new OcclusionFigure(face, map, graphics).draw();
        } finally {
            graphics.dispose();
        }
        return image;
    }

    private void draw() {
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        String name = map.emotion().label();
        text(format("%s %.2f", name, map.scores().probability(map.emotion())), MARGIN, HEAD - 20, 20, INK);
        int right = 2 * MARGIN + SIDE;
        graphics.drawImage(AwtImages.toBufferedImage(face), MARGIN, HEAD, SIDE, SIDE, null);
        graphics.drawImage(AwtImages.toBufferedImage(face), right, HEAD, SIDE, SIDE, null);
        graphics.drawImage(overlay(), right, HEAD, SIDE, SIDE, null);
        int below = HEAD + SIDE + 26;
        text("the face", MARGIN, below, 14, QUIET);
        text(format("change of \"%s\" where a patch hides it", name), right, below, 14, QUIET);
        legend(3 * MARGIN + 2 * SIDE);
    }

    /** One pixel a cell, drawn larger: its color is the effect's sign, its opacity the effect's size. */
    private BufferedImage overlay() {
        BufferedImage overlay = new BufferedImage(OcclusionMap.CELLS, OcclusionMap.CELLS, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < OcclusionMap.CELLS; y++) {
            for (int x = 0; x < OcclusionMap.CELLS; x++) {
                overlay.setRGB(x, y, color(share(map.effect(x, y))).getRGB());
            }
        }
        return overlay;
    }

    private double share(float effect) {
        return map.strongest() == 0 ? 0 : effect / map.strongest();
    }

    private static Color color(double share) {
        Color base = share > 0 ? FOR : AGAINST;
        int opacity = (int) Math.round(255 * MAX_OPACITY * Math.abs(share));
        return new Color(base.getRed(), base.getGreen(), base.getBlue(), opacity);
    }

    private void legend(int left) {
        for (int y = 0; y < SIDE; y++) {
            // on mid-gray, as over a face
            graphics.setColor(Color.LIGHT_GRAY);
            graphics.fillRect(left, HEAD + y, BAR_WIDTH, 1);
            graphics.setColor(color(1 - 2.0 * y / (SIDE - 1)));
            graphics.fillRect(left, HEAD + y, BAR_WIDTH, 1);
        }
        int beside = left + BAR_WIDTH + 8;
        float most = map.strongest();
        text(format("-%.2f", most), beside, HEAD + 12, 14, INK);
        text("falls", beside, HEAD + 30, 14, QUIET);
        text("0", beside, HEAD + SIDE / 2 + 5, 14, INK);
        text("rises", beside, HEAD + SIDE - 18, 14, QUIET);
        text(format("+%.2f", most), beside, HEAD + SIDE, 14, INK);
    }

    private void text(String text, int left, int baseline, int size, Color color) {
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, size));
        graphics.setColor(color);
        graphics.drawString(text, left, baseline);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}

package io.microexp.internal.face;

import io.microexp.face.FaceLandmarks;
import io.microexp.face.FaceLandmarks.Point;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads faces from maps of scores and boxes that are relative to anchors, as those of SSD (Liu et al., 2016).
 *
 * <p>Each level is a map of cells of {@code stride} pixels, with the same anchors in every cell. Of each anchor its
 * channels hold the logit of the score, and after all logits, anchor by anchor, the offset of the center (x, y), the
 * size (width, height) and the offsets of the points (x, y).
 *
 * @param levels the maps
 * @param boxes how boxes are coded
 * @param points points per face, in the order right eye, left eye, nose, mouth and others; 0 if there are none
 */
record Anchors(List<Level> levels, BoxCode boxes, int points) {
    /** Points that make landmarks. */
    private static final int LANDMARKS = 4;

    private static final int BOX_VALUES = 4;

    /**
     * One map.
     *
     * @param output the network's output
     * @param stride pixels per cell and axis
     * @param anchors of each cell
     */
    record Level(String output, int stride, List<Anchor> anchors) {}

    /**
     * A square of a cell.
     *
     * @param x center in pixels from the cell's left edge
     * @param y center in pixels from the cell's top edge
     * @param side pixels
     */
    record Anchor(double x, double y, double side) {}

    /** How a box is computed from its anchor. */
    sealed interface BoxCode {
        /**
         * Offsets are shares of the anchor's size, and sizes are logarithms relative to it. Anchors are cut at the
         * image's edges.
         *
         * @param center factor of the offset
         * @param size factor of the logarithm
         */
        record Logarithmic(double center, double size) implements BoxCode {}

        /** Offsets and sizes in pixels. */
        record Pixels() implements BoxCode {}
    }

    List<String> outputs() {
        return levels.stream().map(Level::output).toList();
    }

    /**
     * Returns the faces of at least some score.
     *
     * @param maps per level, its channels row-major
     * @param height of the network's input
     * @param width of the network's input
     */
    List<Candidate> decode(float[][] maps, int height, int width, double minScore) {
        double minLogit = Math.log(minScore / (1 - minScore));
        List<Candidate> found = new ArrayList<>();
        for (int i = 0; i < maps.length; i++) {
            Level level = levels.get(i);
            int columns = width / level.stride();
            int cells = columns * (height / level.stride());
            for (int a = 0; a < level.anchors().size(); a++) {
                for (int cell = 0; cell < cells; cell++) {
                    if (maps[i][a * cells + cell] >= minLogit) {
                        found.add(candidate(level, a, maps[i], cell, columns, cells, height, width));
                    }
                }
            }
        }
        return found;
    }

    private Candidate candidate(
            Level level, int a, float[] map, int cell, int columns, int cells, int height, int width) {
        int perAnchor = BOX_VALUES + 2 * points;
        int from = (level.anchors().size() + a * perAnchor) * cells + cell;
        float[] values = new float[perAnchor];
        for (int i = 0; i < perAnchor; i++) {
            values[i] = map[from + i * cells];
        }
        Anchor anchor = level.anchors().get(a);
        double x = cell % columns * level.stride() + anchor.x();
        double y = cell / columns * level.stride() + anchor.y();
        double score = 1 / (1 + Math.exp(-map[a * cells + cell]));
        FaceLandmarks landmarks = points < LANDMARKS
                ? null
                : new FaceLandmarks(
                        point(values, 0, x, y), point(values, 1, x, y), point(values, 2, x, y), point(values, 3, x, y));
        if (boxes instanceof BoxCode.Logarithmic code) {
            double half = anchor.side() / 2;
            double left = Math.max(0, x - half);
            double top = Math.max(0, y - half);
            double anchorWidth = Math.min(width, x + half) - left;
            double anchorHeight = Math.min(height, y + half) - top;
            return box(
                    left + anchorWidth / 2 + values[0] * code.center() * anchorWidth,
                    top + anchorHeight / 2 + values[1] * code.center() * anchorHeight,
                    anchorWidth * Math.exp(values[2] * code.size()),
                    anchorHeight * Math.exp(values[3] * code.size()),
                    score,
                    landmarks);
        }
        return box(x + values[0], y + values[1], values[2], values[3], score, landmarks);
    }

    private static Point point(float[] values, int point, double x, double y) {
        int at = BOX_VALUES + 2 * point;
        return new Point((float) (x + values[at]), (float) (y + values[at + 1]));
    }

    private static Candidate box(
            double centerX, double centerY, double width, double height, double score, FaceLandmarks landmarks) {
        return new Candidate(centerX - width / 2, centerY - height / 2, width, height, score, landmarks);
    }
}

package io.microexp.training.data;

import io.microexp.image.GrayImage;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/**
 * A split cut in two: faces to train on and faces to choose on. Nearly equal faces, such as two crops of one photograph
 * or its mirror image, form a group and stay together, so that the choice does not reward memorized faces.
 *
 * <p>A hash of its first face decides whether a group is held out. Every run therefore holds out the same faces,
 * whatever its seed.
 *
 * @param training the faces to train on, named "Training without 10 %" if the split is "Training"
 * @param held the faces to choose on, named "10 % of Training"
 */
public record HoldOut(FaceDataset training, FaceDataset held) {
    /** The share that is held out if the data has no split to choose on. */
    public static final double SHARE = 0.2;

    /** The minimum correlation of the thumbnails of two nearly equal faces. */
    private static final double CORRELATION = 0.95;

    /** Faces that correlate so well differ in few of the 64 signs: a quick test before the exact one. */
    private static final int MAX_SIGNS = 12;

    private static final int SIDE = 16;

    /**
     * Cuts a split. Takes time in the square of its size: 30,000 faces a few seconds.
     *
     * @param split all faces
     * @param share of the groups that is held out, above 0 and below 1
     * @throws IllegalArgumentException if the share is out of range or a part would be empty
     */
    public static HoldOut of(FaceDataset split, double share) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("Expected a share to hold out between 0 and 1, found " + share);
        }
        int[] groups = groups(split);
        boolean[] held = new boolean[groups.length];
        for (int face = 0; face < held.length; face++) {
            held[face] = uniform(split.image(groups[face])) < share;
        }
        String percent = String.valueOf(Math.round(1000 * share) / 10.0).replace(".0", "") + " %";
        HoldOut cut = new HoldOut(
                split.select(split.name() + " without " + percent, indices(held, false)),
                split.select(percent + " of " + split.name(), indices(held, true)));
        if (cut.training.size() == 0 || cut.held.size() == 0) {
            throw new IllegalArgumentException("Expected enough faces to hold out " + percent + ", found "
                    + split.size() + " faces in split " + split.name() + ". Give more faces or another share");
        }
        return cut;
    }

    private static int[] indices(boolean[] held, boolean wanted) {
        return IntStream.range(0, held.length)
                .filter(face -> held[face] == wanted)
                .toArray();
    }

    /** A number in [0, 1) that depends on the pixels alone. */
    private static double uniform(GrayImage face) {
        CRC32 sum = new CRC32();
        sum.update(face.toArray());
        return sum.getValue() / 0x1p32;
    }

    /** For each face, the smallest index of its group. */
    static int[] groups(FaceDataset split) {
        int size = split.size();
        int[] parents = IntStream.range(0, size).toArray();
        float[][] thumbnails = new float[size][];
        long[] signs = new long[size];
        for (int face = 0; face < size; face++) {
            thumbnails[face] = thumbnail(split.image(face));
            signs[face] = signs(thumbnails[face]);
        }
        for (int a = 0; a < size; a++) {
            float[] mirrored = mirrored(thumbnails[a]);
            long mirroredSigns = signs(mirrored);
            for (int b = a + 1; b < size; b++) {
                if (Long.bitCount(signs[a] ^ signs[b]) <= MAX_SIGNS && near(thumbnails[a], thumbnails[b])
                        || Long.bitCount(mirroredSigns ^ signs[b]) <= MAX_SIGNS && near(mirrored, thumbnails[b])) {
                    join(parents, a, b);
                }
            }
        }
        return IntStream.range(0, size).map(face -> root(parents, face)).toArray();
    }

    /** The mean gray levels of 16x16 cells, shifted and scaled to a mean of 0 and a norm of 1. */
    private static float[] thumbnail(GrayImage face) {
        float[] cells = new float[SIDE * SIDE];
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                cells[row * SIDE + column] = cell(face, row, column);
            }
        }
        double mean = 0;
        for (float cell : cells) {
            mean += cell / cells.length;
        }
        double squares = 0;
        for (int i = 0; i < cells.length; i++) {
            cells[i] -= (float) mean;
            squares += cells[i] * cells[i];
        }
        // a flat image stays all zeros and resembles nothing
        float scale = squares > 0 ? (float) (1 / Math.sqrt(squares)) : 0f;
        for (int i = 0; i < cells.length; i++) {
            cells[i] *= scale;
        }
        return cells;
    }

    private static float cell(GrayImage face, int row, int column) {
        int left = column * face.width() / SIDE;
        int right = Math.max(left + 1, (column + 1) * face.width() / SIDE);
        int top = row * face.height() / SIDE;
        int bottom = Math.max(top + 1, (row + 1) * face.height() / SIDE);
        int sum = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                sum += face.get(x, y);
            }
        }
        return (float) sum / ((right - left) * (bottom - top));
    }

    /** Which of the 64 blocks of 2x2 cells are brighter than the mean. */
    private static long signs(float[] thumbnail) {
        long signs = 0;
        for (int row = 0; row < SIDE; row += 2) {
            for (int column = 0; column < SIDE; column += 2) {
                int at = row * SIDE + column;
                float sum = thumbnail[at] + thumbnail[at + 1] + thumbnail[at + SIDE] + thumbnail[at + SIDE + 1];
                signs = signs << 1 | (sum > 0 ? 1 : 0);
            }
        }
        return signs;
    }

    private static float[] mirrored(float[] thumbnail) {
        float[] mirrored = new float[thumbnail.length];
        for (int i = 0; i < thumbnail.length; i++) {
            mirrored[i] = thumbnail[i - i % SIDE + SIDE - 1 - i % SIDE];
        }
        return mirrored;
    }

    private static boolean near(float[] a, float[] b) {
        float correlation = 0;
        for (int i = 0; i < a.length; i++) {
            correlation += a[i] * b[i];
        }
        return correlation >= CORRELATION;
    }

    private static void join(int[] parents, int a, int b) {
        int rootA = root(parents, a);
        int rootB = root(parents, b);
        parents[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
    }

    private static int root(int[] parents, int face) {
        int at = face;
        while (parents[at] != at) {
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        return at;
    }
}

package io.microexp.training.detector;

import io.microexp.image.GrayImage;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.detector.LabeledPhotos.Face;
import io.microexp.training.detector.LabeledPhotos.Photo;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Pictures with nine faces each of a labeled split, enlarged three times, so that detection and alignment are scored on
 * many faces. Each face is extended by a third of its width on every side, with blur that increases outward,
 * because detectors miss faces that are cut off at an image edge.
 */
public final class FaceSheets {
    private static final int COLUMNS = 3;
    private static final int FACES = COLUMNS * COLUMNS;
    private static final int ENLARGED = 3;

    private FaceSheets() {}

    /** Returns the faces of a split in its order, row by row; the last sheet may have fewer. */
    public static LabeledPhotos of(FaceDataset split) {
        List<Photo> sheets = new ArrayList<>();
        for (int first = 0; first < split.size(); first += FACES) {
            List<Face> faces = new ArrayList<>();
            for (int i = first; i < Math.min(first + FACES, split.size()); i++) {
                GrayImage face = split.image(i);
                double[] box = {
                    left(i, face) + ENLARGED * margin(face),
                    top(i, face) + ENLARGED * margin(face),
                    ENLARGED * face.width(),
                    ENLARGED * face.height()
                };
                String letter = LabeledPhotos.letter(split.labels().get(split.label(i)));
                faces.add(new Face(box, "", letter, false));
            }
            sheets.add(new Photo(split.name() + " from face " + first, "face", faces));
        }
        return new LabeledPhotos(sheets, sheet -> picture(split, sheet * FACES));
    }

    private static BufferedImage picture(FaceDataset split, int first) {
        GrayImage any = split.image(first);
        BufferedImage sheet =
                new BufferedImage(COLUMNS * width(any), COLUMNS * height(any), BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = sheet.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        for (int i = first; i < Math.min(first + FACES, split.size()); i++) {
            GrayImage face = split.image(i);
            graphics.drawImage(widened(face), left(i, face), top(i, face), width(face), height(face), null);
        }
        graphics.dispose();
        return sheet;
    }

    private static BufferedImage widened(GrayImage face) {
        int margin = margin(face);
        BufferedImage widened =
                new BufferedImage(face.width() + 2 * margin, face.height() + 2 * margin, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < widened.getHeight(); y++) {
            for (int x = 0; x < widened.getWidth(); x++) {
                widened.getRaster().setSample(x, y, 0, level(face, x - margin, y - margin));
            }
        }
        return widened;
    }

    /** Returns the mean level of the square around a place that reaches as far as the place lies outside the face. */
    private static int level(GrayImage face, int x, int y) {
        int reach = Math.max(Math.abs(x - inside(x, face.width())), Math.abs(y - inside(y, face.height())));
        int side = 2 * reach + 1;
        int sum = 0;
        for (int i = 0; i < side * side; i++) {
            int column = inside(x - reach + i % side, face.width());
            int row = inside(y - reach + i / side, face.height());
            sum += face.get(column, row);
        }
        return sum / (side * side);
    }

    private static int inside(int value, int size) {
        return Math.max(0, Math.min(value, size - 1));
    }

    private static int margin(GrayImage face) {
        return face.width() / 3;
    }

    /** Returns the width of a face's part of the sheet. */
    private static int width(GrayImage face) {
        return ENLARGED * (face.width() + 2 * margin(face));
    }

    private static int height(GrayImage face) {
        return ENLARGED * (face.height() + 2 * margin(face));
    }

    private static int left(int index, GrayImage face) {
        return index % COLUMNS * width(face);
    }

    private static int top(int index, GrayImage face) {
        return index % FACES / COLUMNS * height(face);
    }
}

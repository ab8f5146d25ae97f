package io.microexp.internal.face;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.internal.face.Anchors.Anchor;
import io.microexp.internal.face.Anchors.BoxCode;
import io.microexp.internal.face.Anchors.Level;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AnchorsTest {
    private static final Offset<Double> TOLERANCE = Offset.offset(1e-4);

    @Test
    @DisplayName("Logarithmic boxes are relative to anchors that are cut at the image's edges")
    void readsLogarithmicBoxes() {
        Anchors anchors = new Anchors(
                List.of(new Level("map", 32, List.of(new Anchor(16, 16, 32), new Anchor(16, 16, 128)))),
                new BoxCode.Logarithmic(0.1, 0.2),
                0);
        int cells = 4 * 2;
        float[] map = new float[cells * 2 * 5];
        java.util.Arrays.fill(map, 0, 2 * cells, -9);
        int small = 5; // the cell in column 1 of row 1
        map[small] = 2;
        set(map, 2, 0, cells, small, 1, -2, 0.5f, -0.5f);
        int large = 0;
        map[cells + large] = 1;
        set(map, 2, 1, cells, large, 0, 0, 0, 0);

        List<Candidate> found = anchors.decode(new float[][] {map}, 64, 128, 0.5);

        assertThat(found).hasSize(2);
        Candidate first = found.get(0);
        assertThat(first.score()).isCloseTo(1 / (1 + Math.exp(-2)), TOLERANCE);
        assertThat(first.centerX()).isCloseTo(48 + 0.1 * 32, TOLERANCE);
        assertThat(first.centerY()).isCloseTo(48 - 0.2 * 32, TOLERANCE);
        assertThat(first.width()).isCloseTo(32 * Math.exp(0.1), TOLERANCE);
        assertThat(first.height()).isCloseTo(32 * Math.exp(-0.1), TOLERANCE);
        assertThat(first.landmarks()).isNull();
        Candidate second = found.get(1);
        assertThat(second.x()).as("cut at the left edge").isCloseTo(0, TOLERANCE);
        assertThat(second.width()).isCloseTo(80, TOLERANCE);
        assertThat(second.y()).as("cut at the upper edge").isCloseTo(0, TOLERANCE);
        assertThat(second.height()).as("cut at the lower edge").isCloseTo(64, TOLERANCE);
    }

    @Test
    @DisplayName("Boxes in pixels come with points; a naive reading of seeded maps gives the same")
    void readsBoxesInPixels() {
        int anchorsPerCell = 3;
        int columns = 5;
        int rows = 4;
        int cells = columns * rows;
        Anchors anchors = new Anchors(
                List.of(new Level("map", 8, java.util.Collections.nCopies(anchorsPerCell, new Anchor(4, 4, 1)))),
                new BoxCode.Pixels(),
                6);
        float[] map = new float[cells * anchorsPerCell * 17];
        Random random = new Random(7);
        for (int i = 0; i < map.length; i++) {
            map[i] = (float) random.nextGaussian() * 4;
        }
        List<Candidate> found = anchors.decode(new float[][] {map}, rows * 8, columns * 8, 0.5);
        int seen = 0;
        for (int a = 0; a < anchorsPerCell; a++) {
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    int cell = row * columns + column;
                    if (map[a * cells + cell] < 0) {
                        continue;
                    }
                    Candidate candidate = found.get(seen++);
                    float[] values = new float[16];
                    for (int i = 0; i < 16; i++) {
                        values[i] = map[(anchorsPerCell + a * 16 + i) * cells + cell];
                    }
                    assertThat(candidate.centerX()).isCloseTo(column * 8 + 4 + values[0], TOLERANCE);
                    assertThat(candidate.centerY()).isCloseTo(row * 8 + 4 + values[1], TOLERANCE);
                    assertThat(candidate.width()).isCloseTo(values[2], TOLERANCE);
                    assertThat((double) candidate.landmarks().leftEye().x())
                            .isCloseTo(column * 8 + 4 + values[6], TOLERANCE);
                    assertThat((double) candidate.landmarks().mouth().y())
                            .isCloseTo(row * 8 + 4 + values[11], TOLERANCE);
                }
            }
        }
        assertThat(found).hasSize(seen).hasSizeGreaterThan(10);
    }

    private static void set(float[] map, int anchors, int anchor, int cells, int cell, float... values) {
        for (int i = 0; i < values.length; i++) {
            map[(anchors + anchor * 4 + i) * cells + cell] = values[i];
        }
    }
}

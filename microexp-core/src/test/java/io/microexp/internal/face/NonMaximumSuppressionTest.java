package io.microexp.internal.face;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NonMaximumSuppressionTest {
    private static final int BOXES = 60;
    private static final double MAX_OVERLAP = 0.3;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    @DisplayName("It keeps the boxes that a count of shared pixels keeps")
    void agreesWithItsNaiveTwin(long seed) {
        Random random = new Random(seed);
        List<Candidate> boxes = new ArrayList<>();
        for (int i = 0; i < BOXES; i++) {
            boxes.add(new Candidate(
                    random.nextInt(60),
                    random.nextInt(60),
                    1 + random.nextInt(40),
                    1 + random.nextInt(40),
                    random.nextDouble(),
                    null));
        }
        assertThat(NonMaximumSuppression.of(boxes, MAX_OVERLAP))
                .as("seed %d", seed)
                .isEqualTo(naive(boxes))
                .hasSizeLessThan(BOXES);
    }

    private static List<Candidate> naive(List<Candidate> boxes) {
        List<Candidate> left = new ArrayList<>(boxes);
        List<Candidate> kept = new ArrayList<>();
        while (!left.isEmpty()) {
            Candidate best = left.get(0);
            for (Candidate box : left) {
                if (box.score() > best.score()) {
                    best = box;
                }
            }
            kept.add(best);
            BitSet pixels = pixels(best);
            left.removeIf(box -> {
                BitSet shared = pixels(box);
                shared.and(pixels);
                BitSet union = pixels(box);
                union.or(pixels);
                return shared.cardinality() > MAX_OVERLAP * union.cardinality();
            });
        }
        return kept;
    }

    private static BitSet pixels(Candidate box) {
        BitSet pixels = new BitSet();
        for (int y = 0; y < (int) box.height(); y++) {
            int row = ((int) box.y() + y) * 200 + (int) box.x();
            pixels.set(row, row + (int) box.width());
        }
        return pixels;
    }
}

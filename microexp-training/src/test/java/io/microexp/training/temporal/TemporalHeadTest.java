package io.microexp.training.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TemporalHeadTest {
    private static final int FRAMES = 40;
    private static final int CLASSES = 3;

    @Test
    @DisplayName("A trained head reads noisy scores of clips it has not seen better than the scores themselves do")
    void denoises() {
        List<ScoredClip> seen = noisyClips(64, 1);
        List<ScoredClip> unseen = noisyClips(32, 2);
        try (TemporalHead head = new TemporalHead(TemporalHead.Kind.GRU, CLASSES, FRAMES, 3)) {
            head.train(seen, 60, 4);
            double raw =
                    accuracy(unseen, unseen.stream().map(ScoredClip::scores).toList());
            double corrected =
                    accuracy(unseen, unseen.stream().map(head::predict).toList());
            assertThat(raw).isBetween(0.4, 0.7);
            assertThat(corrected).isGreaterThan(raw + 0.15);
        }
    }

    @Test
    @DisplayName("Each frame's prediction is a distribution and does not depend on later frames")
    void causal() {
        ScoredClip clip = noisyClips(1, 5).get(0);
        float[][] cut = Arrays.copyOf(clip.scores(), FRAMES / 2);
        try (TemporalHead head = new TemporalHead(TemporalHead.Kind.GRU, CLASSES, FRAMES, 6)) {
            float[][] whole = head.predict(clip);
            float[][] half = head.predict(new ScoredClip(cut, Arrays.copyOf(clip.truth(), FRAMES / 2)));
            for (int frame = 0; frame < half.length; frame++) {
                assertThat(half[frame]).usingComparatorWithPrecision(1e-5f).containsExactly(whole[frame]);
                assertThat(whole[frame][0] + whole[frame][1] + whole[frame][2]).isEqualTo(1, within(1e-5f));
            }
        }
    }

    @Test
    @DisplayName("Figures count changes, followed changes and their lag")
    void figures() {
        float[][] scores = new float[6][CLASSES];
        ScoredClip clip = new ScoredClip(scores, new int[] {0, 0, 1, 1, 1, 2});
        FilterFigures figures = FilterFigures.of("late", List.of(clip), List.of(new int[] {0, 0, 0, 1, 1, 1}));
        assertThat(figures.accuracy()).isEqualTo(4 / 6.0, within(1e-9));
        assertThat(figures.changesPerMinute()).isEqualTo(60.0 * 30 / 6, within(1e-9));
        assertThat(figures.followed()).isEqualTo(0.5);
        assertThat(figures.lagMillis()).isEqualTo(1000 / 30.0, within(1e-9));
    }

    private static List<ScoredClip> noisyClips(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<ScoredClip> clips = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[][] scores = new float[FRAMES][CLASSES];
            int[] truth = new int[FRAMES];
            int shown = random.nextInt(CLASSES);
            for (int frame = 0; frame < FRAMES; frame++) {
                shown = frame == FRAMES / 2 ? (shown + 1) % CLASSES : shown;
                truth[frame] = shown;
                int read = random.nextDouble() < 0.3 ? shown : random.nextInt(CLASSES);
                Arrays.fill(scores[frame], 0.2f);
                scores[frame][read] = 0.6f;
            }
            clips.add(new ScoredClip(scores, truth));
        }
        return clips;
    }

    private static double accuracy(List<ScoredClip> clips, List<float[][]> rows) {
        return FilterFigures.of(
                        "", clips, rows.stream().map(FilterComparison::tops).toList())
                .accuracy();
    }
}

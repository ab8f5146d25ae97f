package io.microexp.training.temporal;

import io.microexp.Emotion;
import io.microexp.FacialEmotionClassifier;
import io.microexp.pipeline.EmotionFilter;
import io.microexp.training.data.FaceDataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;

/**
 * The labels of clips, as they are and steadied by {@link EmotionFilter}: from a model's scores, and from what heads over
 * these scores make of them, one with memory and one without, trained on clips of other faces.
 *
 * @param model the model's name
 * @param trainSplit where the head's stills come from
 * @param testSplit where the stills of the figures come from
 * @param trainClips clips the head was trained on
 * @param testClips clips the figures are of
 * @param clipSeconds the length of each clip
 * @param epochs of the head's training
 * @param seed of everything drawn
 * @param trueChangesPerMinute how often the shown label changes
 * @param filters the figures of each filter
 */
public record FilterComparison(
        String model,
        String trainSplit,
        String testSplit,
        int trainClips,
        int testClips,
        int clipSeconds,
        int epochs,
        int seed,
        double trueChangesPerMinute,
        List<FilterFigures> filters) {

    /** Copies the list. */
    public FilterComparison {
        filters = List.copyOf(filters);
    }

    /**
     * How much is compared.
     *
     * @param trainClips clips to train the head on, at least 1
     * @param testClips clips to take the figures of, at least 1
     * @param epochs of the head's training, at least 1
     * @param seed of the clips and the head's weights
     */
    public record Plan(int trainClips, int testClips, int epochs, int seed) {
        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException if one is not positive
         */
        public Plan {
            if (trainClips < 1 || testClips < 1 || epochs < 1) {
                throw new IllegalArgumentException(
                        "Expected at least 1 clip to train on, 1 to test on and 1 epoch, found " + trainClips + ", "
                                + testClips + " and " + epochs);
            }
        }
    }

    /**
     * Makes the clips, trains the head and takes the figures.
     *
     * @param model the model's name, for the report
     * @param classifier an open classifier; not closed
     * @param train stills of the head's clips
     * @param test stills of the figures' clips
     * @param progress is given the number of clips made so far
     * @return the figures of the scores and of each head's scores, as they are and with the filter after them
     */
    public static FilterComparison of(
            String model,
            FacialEmotionClassifier classifier,
            FaceDataset train,
            FaceDataset test,
            Plan plan,
            IntConsumer progress) {
        List<ScoredClip> seen = new ClipMaker(classifier, train).make(plan.trainClips(), plan.seed(), progress);
        List<ScoredClip> clips = new ClipMaker(classifier, test)
                .make(plan.testClips(), plan.seed() + 1L, done -> progress.accept(plan.trainClips() + done));
        List<Emotion> labels = classifier.labels();
        List<float[][]> raw = clips.stream().map(ScoredClip::scores).toList();
        List<FilterFigures> filters = new ArrayList<>();
        addFigures("scores", clips, raw, labels, filters);
        for (TemporalHead.Kind kind : TemporalHead.Kind.values()) {
            List<float[][]> corrected = new ArrayList<>();
            try (TemporalHead head =
                    new TemporalHead(kind, labels.size(), ClipMaker.SECONDS * ScoredClip.RATE, plan.seed())) {
                head.train(seen, plan.epochs(), plan.seed());
                clips.forEach(clip -> corrected.add(head.predict(clip)));
            }
            addFigures(kind.name(), clips, corrected, labels, filters);
        }
        FilterFigures truth = FilterFigures.of(
                "truth", clips, clips.stream().map(ScoredClip::truth).toList());
        return new FilterComparison(
                model,
                train.name(),
                test.name(),
                plan.trainClips(),
                plan.testClips(),
                ClipMaker.SECONDS,
                plan.epochs(),
                plan.seed(),
                truth.changesPerMinute(),
                filters);
    }

    /** Adds the figures of scores as they are, and of the filter after them. */
    private static void addFigures(
            String name,
            List<ScoredClip> clips,
            List<float[][]> scores,
            List<Emotion> labels,
            List<FilterFigures> filters) {
        filters.add(FilterFigures.of(
                name, clips, scores.stream().map(FilterComparison::tops).toList()));
        filters.add(FilterFigures.of(
                name + ", EmotionFilter",
                clips,
                scores.stream().map(rows -> steady(labels, rows)).toList()));
    }

    static int[] tops(float[][] rows) {
        int[] tops = new int[rows.length];
        for (int frame = 0; frame < rows.length; frame++) {
            for (int c = 1; c < rows[frame].length; c++) {
                tops[frame] = rows[frame][c] > rows[frame][tops[frame]] ? c : tops[frame];
            }
        }
        return tops;
    }

    private static int[] steady(List<Emotion> labels, float[][] rows) {
        EmotionFilter filter = new EmotionFilter(labels);
        int[] steady = new int[rows.length];
        for (int frame = 0; frame < rows.length; frame++) {
            filter.update(rows[frame], frame * 1_000_000_000L / ScoredClip.RATE);
            steady[frame] = labels.indexOf(filter.label());
        }
        return steady;
    }

    /** Returns the figures as a table for a terminal. */
    public String table() {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "%d clips of %d s from %s, %.1f true changes per minute%n%-24s %9s %12s %9s %8s%n",
                testClips,
                clipSeconds,
                testSplit,
                trueChangesPerMinute,
                "filter",
                "accuracy",
                "changes/min",
                "followed",
                "lag"));
        for (FilterFigures row : filters) {
            table.append(String.format(
                    Locale.ROOT,
                    "%-24s %7.1f %% %12.1f %7.1f %% %5.0f ms%n",
                    row.filter(),
                    100 * row.accuracy(),
                    row.changesPerMinute(),
                    100 * row.followed(),
                    row.lagMillis()));
        }
        return table.toString();
    }
}

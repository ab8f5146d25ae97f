package io.microexp.training.temporal;

import java.util.List;

/**
 * What a filter does to the labels of clips.
 *
 * @param filter its name
 * @param accuracy the share of all frames whose label is the still's
 * @param changesPerMinute how often the reported label changes
 * @param followed the share of true changes after which the new label is reported before the next one
 * @param lagMillis the mean time from those changes to the first frame that reports the new label
 */
public record FilterFigures(
        String filter, double accuracy, double changesPerMinute, double followed, double lagMillis) {

    /** Returns the figures of a filter that reported {@code labels[clip][frame]}. */
    static FilterFigures of(String filter, List<ScoredClip> clips, List<int[]> labels) {
        int frames = 0;
        int right = 0;
        int changes = 0;
        int trueChanges = 0;
        int followed = 0;
        int lag = 0;
        for (int c = 0; c < clips.size(); c++) {
            int[] truth = clips.get(c).truth();
            int[] reported = labels.get(c);
            frames += truth.length;
            for (int i = 0; i < truth.length; i++) {
                right += truth[i] == reported[i] ? 1 : 0;
                changes += i > 0 && reported[i] != reported[i - 1] ? 1 : 0;
                if (i > 0 && truth[i] != truth[i - 1]) {
                    int waited = framesUntilReported(truth, reported, i);
                    trueChanges++;
                    followed += waited >= 0 ? 1 : 0;
                    lag += Math.max(0, waited);
                }
            }
        }
        double seconds = (double) frames / ScoredClip.RATE;
        return new FilterFigures(
                filter,
                (double) right / frames,
                changes * 60 / seconds,
                trueChanges == 0 ? 1 : (double) followed / trueChanges,
                followed == 0 ? 0 : lag * 1000.0 / ScoredClip.RATE / followed);
    }

    /** Returns how many frames pass from a true change to its report, -1 if the next change comes first. */
    private static int framesUntilReported(int[] truth, int[] reported, int change) {
        for (int i = change; i < truth.length && truth[i] == truth[change]; i++) {
            if (reported[i] == truth[i]) {
                return i - change;
            }
        }
        return -1;
    }
}

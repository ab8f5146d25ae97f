package io.microexp.training.data;

import io.microexp.Emotion;
import io.microexp.training.data.CsvRows.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The ten taggers' votes on one face: the emotions in {@link Emotion#FERPLUS} order, then unknown and "no face". */
public final class FerPlusVotes {
    /** The label of a face that does not count. */
    public static final int NO_LABEL = -1;

    private static final int MAX_VOTES = 10;
    private static final List<String> VOTE_COLUMNS = Stream.concat(
                    Emotion.FERPLUS.stream().map(Emotion::label), Stream.of("unknown", "NF"))
            .toList();
    private static final List<String> COLUMNS =
            Stream.concat(Stream.of(Fer2013.USAGE), VOTE_COLUMNS.stream()).toList();

    private final int[] votes;

    private FerPlusVotes(int[] votes) {
        this.votes = votes;
    }

    /** Reads the votes on the faces of one split, in file order. */
    static List<FerPlusVotes> read(Path csv, String usage) {
        List<FerPlusVotes> rows = new ArrayList<>();
        Set<String> usages = new TreeSet<>();
        CsvRows.forEach(csv, COLUMNS, row -> {
            String found = row.text(Fer2013.USAGE).strip();
            usages.add(found);
            if (found.equals(usage)) {
                rows.add(of(row));
            }
        });
        if (rows.isEmpty()) {
            throw Fer2013.noSuchUsage(csv, usage, usages);
        }
        return rows;
    }

    private static FerPlusVotes of(Row row) {
        return new FerPlusVotes(VOTE_COLUMNS.stream()
                .mapToInt(column -> row.integer(column, 0, MAX_VOTES))
                .toArray());
    }

    /** Ten votes for one emotion. */
    public static FerPlusVotes unanimous(Emotion emotion) {
        int[] votes = new int[VOTE_COLUMNS.size()];
        votes[Emotion.FERPLUS.indexOf(emotion)] = MAX_VOTES;
        return new FerPlusVotes(votes);
    }

    /**
     * Returns the target that a network is trained on: the shares of the eight emotions without votes given by one
     * tagger alone; all 0 if "unknown" or "no face" then has as many votes as the top emotion.
     */
    public float[] target() {
        FerPlusVotes agreed = withoutSingleVotes();
        return agreed.unclear() ? new float[Emotion.FERPLUS.size()] : agreed.distribution(Emotion.FERPLUS);
    }

    int[] counts() {
        return votes.clone();
    }

    int emotion(int index) {
        return votes[index];
    }

    int total() {
        int sum = 0;
        for (int count : votes) {
            sum += count;
        }
        return sum;
    }

    FerPlusVotes withoutSingleVotes() {
        int[] agreed = votes.clone();
        for (int i = 0; i < agreed.length; i++) {
            agreed[i] = agreed[i] == 1 ? 0 : agreed[i];
        }
        return new FerPlusVotes(agreed);
    }

    /** Returns the emotion with more votes than any other column, or {@link #NO_LABEL}. */
    int uniqueTop() {
        int top = 0;
        boolean unique = true;
        for (int i = 1; i < votes.length; i++) {
            unique = votes[i] != votes[top] && (unique || votes[i] > votes[top]);
            top = votes[i] > votes[top] ? i : top;
        }
        return unique && top < Emotion.FERPLUS.size() ? top : NO_LABEL;
    }

    /** Returns whether "unknown" or "no face" has as many votes as the top emotion. */
    boolean unclear() {
        int emotions = Emotion.FERPLUS.size();
        int top = 0;
        int other = 0;
        for (int i = 0; i < votes.length; i++) {
            top = i < emotions ? Math.max(top, votes[i]) : top;
            other = i < emotions ? other : Math.max(other, votes[i]);
        }
        return other >= top;
    }

    /** Returns the share of each label among the votes on {@code labels}; all 0 if there are none. */
    float[] distribution(List<Emotion> labels) {
        float sum = 0;
        float[] shares = new float[labels.size()];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = votes[labels.get(i).ordinal()];
            sum += shares[i];
        }
        for (int i = 0; i < shares.length && sum > 0; i++) {
            shares[i] /= sum;
        }
        return shares;
    }
}

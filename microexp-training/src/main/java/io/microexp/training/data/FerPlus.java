package io.microexp.training.data;

import io.microexp.DataFormatException;
import io.microexp.Emotion;
import java.nio.file.Path;
import java.util.List;

/**
 * Reader of FER+: the faces of FER2013 with ten taggers' votes each, from Microsoft's {@code fer2013new.csv} (E.
 * Barsoum et al., "Training Deep Networks for Facial Expression Recognition with Crowd-Sourced Label Distribution",
 * ICMI 2016). Eight classes, {@link Emotion#FERPLUS}.
 *
 * <p>The n-th row of a usage in one file belongs to the n-th row of that usage in the other; either file may lack
 * other usages. A usage's row counts must agree.
 */
public final class FerPlus {
    private FerPlus() {}

    /**
     * Faces with one label each.
     *
     * @param csv {@code fer2013.csv}, plain or gzip
     * @param votes {@code fer2013new.csv}, plain or gzip
     * @param usage the split, as for {@link Fer2013#read}
     * @param protocol which faces count; the others are left out
     * @return the faces in file order, named {@code usage}
     * @throws DataFormatException if a file is damaged or their rows do not match
     */
    public static FaceDataset readHard(Path csv, Path votes, String usage, FerPlusProtocol protocol) {
        FaceDataset faces = Fer2013.read(csv, usage);
        List<FerPlusVotes> rows = votesOf(faces, votes);
        FaceDataset.Builder kept = FaceDataset.builder(usage, Emotion.FERPLUS);
        for (int i = 0; i < rows.size(); i++) {
            int label = protocol.label(rows.get(i));
            if (label != FerPlusVotes.NO_LABEL) {
                kept.add(faces.image(i), label);
            }
        }
        return kept.build();
    }

    /**
     * Faces with the distribution of their votes over the eight emotions. Votes for "unknown" and "no face" are left
     * out of the distribution; a face on which either of them has as many votes as the top emotion is left out whole.
     *
     * @param csv {@code fer2013.csv}, plain or gzip
     * @param votes {@code fer2013new.csv}, plain or gzip
     * @param usage the split, as for {@link Fer2013#read}
     * @param dropSingleVotes whether to drop, before all else, votes given by one tagger alone
     * @return the faces in file order, named {@code usage}
     * @throws DataFormatException if a file is damaged or their rows do not match
     */
    public static FaceDataset readSoft(Path csv, Path votes, String usage, boolean dropSingleVotes) {
        FaceDataset faces = Fer2013.read(csv, usage);
        List<FerPlusVotes> rows = votesOf(faces, votes);
        FaceDataset.Builder kept = FaceDataset.builder(usage, Emotion.FERPLUS);
        for (int i = 0; i < rows.size(); i++) {
            FerPlusVotes row = dropSingleVotes ? rows.get(i).withoutSingleVotes() : rows.get(i);
            if (!row.unclear()) {
                kept.add(faces.image(i), row.distribution(Emotion.FERPLUS));
            }
        }
        return kept.build();
    }

    /**
     * Returns the votes on each face of a FER2013 split, to be used beside its own labels.
     *
     * @param faces a whole split as {@link Fer2013#read} returns it
     * @param votes {@code fer2013new.csv}, plain or gzip
     * @return a row per face, aligned with {@code faces}: how many of ten voted for each of {@link Emotion#FERPLUS},
     *     for "unknown" and for "no face"
     * @throws DataFormatException if the file is damaged or its rows do not match
     */
    public static int[][] counts(FaceDataset faces, Path votes) {
        return votesOf(faces, votes).stream().map(FerPlusVotes::counts).toArray(int[][]::new);
    }

    /**
     * Adds the votes to the faces of a FER2013 split, for a network with two heads.
     *
     * @param faces a whole split as {@link Fer2013#read} returns it
     * @param votes {@code fer2013new.csv}, plain or gzip
     * @return the same faces and labels, and the votes beside them
     * @throws DataFormatException if the file is damaged or its rows do not match
     */
    public static FaceDataset withVotes(FaceDataset faces, Path votes) {
        return faces.withVotes(votesOf(faces, votes));
    }

    private static List<FerPlusVotes> votesOf(FaceDataset faces, Path votes) {
        List<FerPlusVotes> rows = FerPlusVotes.read(votes, faces.name());
        if (rows.size() != faces.size()) {
            throw new DataFormatException(votes + ": expected " + faces.size() + " rows of usage " + faces.name()
                    + ", one for each face of the FER2013 file, found " + rows.size());
        }
        return rows;
    }
}

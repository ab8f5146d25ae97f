package io.microexp.training.data;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/**
 * One of several parts of a split, so that a teacher can be asked about faces that it did not learn from (cross-fitting).
 * A face's pixels alone decide its part: equal faces are in one, whatever their labels and places.
 *
 * <p>Thread safety: immutable.
 *
 * @param number from 1
 * @param count how many there are, at least 2
 */
public record Fold(int number, int count) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,4})/([0-9]{1,4})");

    /**
     * A part.
     *
     * @throws IllegalArgumentException if there is no such part
     */
    public Fold {
        if (count < 2 || number < 1 || number > count) {
            throw noSuchPart(number + "/" + count);
        }
    }

    /**
     * Reads {@code NUMBER/COUNT}, such as {@code 1/2}.
     *
     * @throws IllegalArgumentException if it is not that, or there is no such part
     */
    public static Fold parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw noSuchPart(text);
        }
        return new Fold(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    private static IllegalArgumentException noSuchPart(String text) {
        return new IllegalArgumentException("Expected a part such as 1/2 or 2/2, the halves, found " + text);
    }

    /**
     * The faces of this part.
     *
     * @param split all faces
     * @return their indices, ascending
     */
    public int[] faces(FaceDataset split) {
        return IntStream.range(0, split.size())
                .filter(face -> holds(split, face))
                .toArray();
    }

    /**
     * All faces but those of this part.
     *
     * @param split all faces
     * @return the others in order, named "Training without 1/2" if the split is "Training"
     */
    public FaceDataset leaveOut(FaceDataset split) {
        FaceDataset.Builder others = FaceDataset.builder(split.name() + " without " + this, split.labels());
        for (int face = 0; face < split.size(); face++) {
            if (!holds(split, face)) {
                others.add(split.image(face), split.target(face));
            }
        }
        return others.build();
    }

    private boolean holds(FaceDataset split, int face) {
        CRC32 sum = new CRC32();
        sum.update(split.image(face).toArray());
        return sum.getValue() % count == number - 1;
    }

    @Override
    public String toString() {
        return number + "/" + count;
    }
}

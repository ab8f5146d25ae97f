package io.microexp.training.data;

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
    /**
     * A part.
     *
     * @throws IllegalArgumentException if there is no such part
     */
    public Fold {
        if (count < 2 || number < 1 || number > count) {
            throw new IllegalArgumentException(
                    "Expected a part such as 1/2, the first of two, up to 2/2, found " + number + "/" + count);
        }
    }

    /**
     * Reads {@code NUMBER/COUNT}, such as {@code 1/2}.
     *
     * @throws IllegalArgumentException if it is not that
     */
    public static Fold parse(String text) {
        String[] numbers = text.split("/", -1);
        try {
            if (numbers.length == 2) {
                return new Fold(Integer.parseInt(numbers[0].strip()), Integer.parseInt(numbers[1].strip()));
            }
        } catch (NumberFormatException e) {
            throw noFold(text, e);
        }
        throw noFold(text, null);
    }

    private static IllegalArgumentException noFold(String text, Exception cause) {
        return new IllegalArgumentException("Expected a part such as 1/2, the first of two, found " + text, cause);
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

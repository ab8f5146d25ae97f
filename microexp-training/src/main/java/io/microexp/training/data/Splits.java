package io.microexp.training.data;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Leaks between splits.
 */
public final class Splits {
    private Splits() {}

    /**
     * Returns the faces of an evaluation split that do not occur, byte for byte, in the training split. Labels do not
     * matter.
     *
     * @param evaluation the split to look through
     * @param training the split that a model was trained on; of the same image size
     * @return their indices in {@code evaluation}, ascending; see {@link FaceDataset#select}
     * @throws IllegalArgumentException if the image sizes differ
     */
    public static int[] unseen(FaceDataset evaluation, FaceDataset training) {
        if (evaluation.size() == 0 || training.size() == 0) {
            return IntStream.range(0, evaluation.size()).toArray();
        }
        String expected = training.image(0).toString();
        String found = evaluation.image(0).toString();
        if (!expected.equals(found)) {
            throw new IllegalArgumentException("Expected splits of one image size, found " + expected + " in "
                    + training.name() + " and " + found + " in " + evaluation.name());
        }
        Set<ByteBuffer> seen = new HashSet<>();
        for (int i = 0; i < training.size(); i++) {
            seen.add(pixels(training, i));
        }
        return IntStream.range(0, evaluation.size())
                .filter(i -> !seen.contains(pixels(evaluation, i)))
                .toArray();
    }

    private static ByteBuffer pixels(FaceDataset faces, int index) {
        return ByteBuffer.wrap(faces.image(index).toArray());
    }
}

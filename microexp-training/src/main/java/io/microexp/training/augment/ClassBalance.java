package io.microexp.training.augment;

import io.microexp.training.data.FaceDataset;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Draws an epoch in which rare classes are more frequent. A face of class c is drawn in proportion to {@code n_c^-β},
 * where n_c is the number of faces of the class. At β = 0 every face is drawn once, at β = 1 all classes equally often.
 * The epoch has as many faces as the split. Sampling is systematic, class by class, so that a face expected x times is
 * drawn x times, rounded up or down. No face of a frequent class is drawn twice while another is left out.
 *
 * <p>With soft targets n_c is the sum of the targets of c, and a face's weight is the mean of its classes' weights
 * under its target.
 */
final class ClassBalance {
    private ClassBalance() {}

    /** Returns the faces of one epoch in random order. */
    static int[] draw(FaceDataset data, double power, SplittableRandom random) {
        if (!(power >= 0 && power <= 1)) {
            throw new IllegalArgumentException("Expected a class balance of 0..1, found " + power);
        }
        int size = data.size();
        int[] faces = IntStream.of(BatchLoader.shuffled(size, random))
                .boxed()
                .sorted(Comparator.comparingInt(data::label))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] upTo = cumulativeWeights(data, faces, power);
        int[] drawn = new int[size];
        double start = random.nextDouble();
        int at = 0;
        for (int i = 0; i < size; i++) {
            double point = (start + i) / size * upTo[size - 1];
            while (at < size - 1 && upTo[at] <= point) {
                at++;
            }
            drawn[i] = faces[at];
        }
        return permuted(drawn, random);
    }

    private static double[] cumulativeWeights(FaceDataset data, int[] faces, double power) {
        double[] classWeights = classWeights(data, power);
        double[] upTo = new double[faces.length];
        double sum = 0;
        for (int i = 0; i < faces.length; i++) {
            float[] target = data.target(faces[i]);
            for (int c = 0; c < target.length; c++) {
                sum += target[c] > 0 ? target[c] * classWeights[c] : 0;
            }
            upTo[i] = sum;
        }
        return upTo;
    }

    private static double[] classWeights(FaceDataset data, double power) {
        double[] weights = new double[data.labels().size()];
        for (int i = 0; i < data.size(); i++) {
            float[] target = data.target(i);
            for (int c = 0; c < weights.length; c++) {
                weights[c] += target[c];
            }
        }
        for (int c = 0; c < weights.length; c++) {
            weights[c] = Math.pow(weights[c], -power);
        }
        return weights;
    }

    private static int[] permuted(int[] values, SplittableRandom random) {
        int[] order = BatchLoader.shuffled(values.length, random);
        for (int i = 0; i < order.length; i++) {
            order[i] = values[order[i]];
        }
        return order;
    }
}

package io.microexp.training.train.run;

import io.microexp.training.eval.Logits;
import java.util.BitSet;

/** The means of loss and accuracy over the images seen so far. */
final class RunningMeans {
    private double lossSum;
    private final BitSet correct = new BitSet();
    private int images;

    /**
     * Adds a batch.
     *
     * @param loss its mean loss
     * @param logits (images, outputs)
     * @param targets (images, outputs); an image is correct if both have their maximum at the same class
     * @param size images
     * @param classes those of the first head, the first outputs
     */
    void add(float loss, float[] logits, float[] targets, int size, int classes) {
        lossSum += (double) loss * size;
        int outputs = targets.length / size;
        for (int i = 0; i < size; i++) {
            correct.set(
                    images + i,
                    Logits.argmax(logits, i * outputs, classes) == Logits.argmax(targets, i * outputs, classes));
        }
        images += size;
    }

    double loss() {
        return lossSum / images;
    }

    double accuracy() {
        return (double) correct.cardinality() / images;
    }

    /** Returns which images were predicted correctly, in the order in which they were added. */
    BitSet correct() {
        return correct;
    }

    int images() {
        return images;
    }
}

package io.microexp.training.train.run;

import io.microexp.training.eval.Logits;

/** The means of loss and accuracy over the images seen so far. */
final class RunningMeans {
    private double lossSum;
    private int correct;
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
        images += size;
        int outputs = targets.length / size;
        for (int i = 0; i < size; i++) {
            correct +=
                    Logits.argmax(logits, i * outputs, classes) == Logits.argmax(targets, i * outputs, classes) ? 1 : 0;
        }
    }

    double loss() {
        return lossSum / images;
    }

    double accuracy() {
        return (double) correct / images;
    }

    int images() {
        return images;
    }
}

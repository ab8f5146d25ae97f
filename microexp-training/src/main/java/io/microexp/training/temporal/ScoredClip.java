package io.microexp.training.temporal;

/**
 * What a classifier reads in the frames of a clip, and what is to be read.
 *
 * @param scores one row of probabilities per frame, in the order of the classifier's labels
 * @param truth the index of each frame's label
 */
record ScoredClip(float[][] scores, int[] truth) {
    /** Frames per second of every clip. */
    static final int RATE = 30;

    int frames() {
        return truth.length;
    }
}

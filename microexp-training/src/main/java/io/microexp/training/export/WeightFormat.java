package io.microexp.training.export;

/** How a model file stores the weights of its layers; every backend computes in float32 with either. */
public enum WeightFormat {
    /** As they were trained. */
    FLOAT32,
    /**
     * Rounded to IEEE 754 half precision, each followed by a {@code Cast} to float32: half the size. The biases are kept
     * as they were trained, since a cast of each would take longer at the start than its few bytes are worth.
     */
    FLOAT16
}

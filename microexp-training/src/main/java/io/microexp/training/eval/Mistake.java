package io.microexp.training.eval;

import io.microexp.Emotion;
import io.microexp.image.GrayImage;

/**
 * A face with a wrong prediction.
 *
 * @param face its index in the split
 * @param image the face
 * @param truth the true class
 * @param answer the predicted class
 * @param confidence the probability of the predicted class, in [0, 1]
 */
public record Mistake(int face, GrayImage image, Emotion truth, Emotion answer, double confidence) {}

package io.microexp.training.eval;

import io.microexp.Emotion;
import io.microexp.image.GrayImage;

/**
 * A face that was given a wrong class.
 *
 * @param face its index in the split
 * @param image its picture
 * @param truth its class
 * @param answer the class it was given
 * @param confidence the probability of that class, in [0, 1]
 */
public record Mistake(int face, GrayImage image, Emotion truth, Emotion answer, double confidence) {}

package io.microexp.training.eval;

import io.microexp.Emotion;

/**
 * The figures of one class, as fractions in [0, 1]. A ratio without cases (nothing predicted, or no face of the class)
 * is 0.
 *
 * @param label the class
 * @param precision of the faces given this class, the share that has it
 * @param recall of the faces that have this class, the share given it
 * @param f1 harmonic mean of precision and recall
 * @param support faces that have this class
 */
public record ClassScores(Emotion label, double precision, double recall, double f1, int support) {}

package io.microexp.training.eval;

import io.microexp.Emotion;

/**
 * The figures of one class, as fractions in [0, 1]. A ratio is 0 if the class is never predicted or has no face.
 *
 * @param label the class
 * @param precision share of the faces predicted as this class that belong to it
 * @param recall share of the faces of this class that are predicted as it
 * @param f1 harmonic mean of precision and recall
 * @param support number of faces of this class
 */
public record ClassScores(Emotion label, double precision, double recall, double f1, int support) {}

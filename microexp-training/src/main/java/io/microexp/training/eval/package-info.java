/** Evaluation of a model: figures, their uncertainty, and calibration. Pages and charts are in {@code report}. */
package io.microexp.training.eval;

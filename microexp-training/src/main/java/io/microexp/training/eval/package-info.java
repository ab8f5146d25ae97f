/** How good a model is: figures, their uncertainty and calibration. Numbers alone; pages are in {@code report}. */
package io.microexp.training.eval;

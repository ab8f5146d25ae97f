/** How good a model is: figures, their uncertainty, calibration, and what the model costs. */
package io.microexp.training.eval;

/** One training run: the loop over epochs, and the folder that holds its checkpoints, log and weights. */
package io.microexp.training.train.run;

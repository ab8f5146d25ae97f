/** Optimizers whose state can be saved, and averaged weights. */
package io.microexp.training.train.optim;

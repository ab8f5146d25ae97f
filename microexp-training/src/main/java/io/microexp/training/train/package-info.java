/** Fitting a network: configuration, optimisers, checkpoints, and the run. */
package io.microexp.training.train;

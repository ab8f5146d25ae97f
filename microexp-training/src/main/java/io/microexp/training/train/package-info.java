/** Training a network: its configuration, its run, and the run's folder. */
package io.microexp.training.train;

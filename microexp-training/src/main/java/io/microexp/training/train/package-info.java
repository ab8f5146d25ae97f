/** Training a network: its configuration, and what a caller can follow of it. The run itself is in {@code run}. */
package io.microexp.training.train;

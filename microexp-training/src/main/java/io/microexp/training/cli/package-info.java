/** The command line {@code microexp-train}. Results go to standard output, progress and errors to standard error. */
package io.microexp.training.cli;

/**
 * The command line {@code microexp-train}: its commands. Results go to standard output, progress and errors to standard
 * error.
 */
package io.microexp.training.cli;

/** The commands that convert and evaluate face detectors. */
package io.microexp.training.cli.detector;

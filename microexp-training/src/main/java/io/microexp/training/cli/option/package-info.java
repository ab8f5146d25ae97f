/** Options that several commands share, and the values they stand for. */
package io.microexp.training.cli.option;

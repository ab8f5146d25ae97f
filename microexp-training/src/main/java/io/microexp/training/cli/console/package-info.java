/** What surrounds a command: the process it runs in, its progress bars, its version and its one line per failure. */
package io.microexp.training.cli.console;

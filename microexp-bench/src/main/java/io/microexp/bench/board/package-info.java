/** Measures a machine: the command {@code board}. */
package io.microexp.bench.board;

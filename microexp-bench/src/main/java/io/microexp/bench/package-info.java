/**
 * Benchmarks of the hot path, and the command line that measures a board and compares two measurements. Not an API.
 */
package io.microexp.bench;

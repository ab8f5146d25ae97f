/** JMH benchmarks of the hot path, and what they share. */
package io.microexp.bench.benchmark;

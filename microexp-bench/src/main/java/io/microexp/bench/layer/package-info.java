/** Benchmarks of single layers, on each backend. */
package io.microexp.bench.layer;

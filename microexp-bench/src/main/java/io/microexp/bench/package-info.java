/** The command line of the benchmarks. Nothing in this module is API. */
package io.microexp.bench;

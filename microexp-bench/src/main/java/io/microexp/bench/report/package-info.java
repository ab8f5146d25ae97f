/** Result files as tables, and the comparison of two of them. */
package io.microexp.bench.report;

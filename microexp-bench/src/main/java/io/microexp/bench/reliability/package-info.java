/** The same answers under every JVM flag, and over long times. */
package io.microexp.bench.reliability;

/** Runnable examples, one idea a class. */
package io.microexp.examples;

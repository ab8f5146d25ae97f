/** Drawn faces with known expressions, for tests and examples without a data set. */
package io.microexp.training.data.synthetic;

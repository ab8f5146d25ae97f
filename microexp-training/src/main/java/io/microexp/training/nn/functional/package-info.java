/** Other blocks without parameters: pooling, reshaping and shifts of the input. */
package io.microexp.training.nn.functional;

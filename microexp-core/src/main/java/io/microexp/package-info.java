/** The classifier, from the image of a face to the probabilities of its apparent expression. */
@NullMarked
package io.microexp;

import org.jspecify.annotations.NullMarked;

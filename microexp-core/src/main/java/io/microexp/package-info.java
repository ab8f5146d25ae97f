/** The classifier, from the image of a face to the probabilities of its apparent expression. */
package io.microexp;

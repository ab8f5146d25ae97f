/** The API people meet: a face image in, the probabilities of its apparent expression out. */
package io.microexp;

/** Weights that others trained on faces, read from files the user has, as the start of a teacher's training. */
package io.microexp.training.pretrained;

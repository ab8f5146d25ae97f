/** A source of labeled faces in splits, whatever format stores them. Start at {@code FaceSource}. */
package io.microexp.training.data.source;

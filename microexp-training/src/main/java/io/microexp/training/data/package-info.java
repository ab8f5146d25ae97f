/** Labeled faces in memory, and the readers of FER2013, FER+, AffectNet and image folders. */
package io.microexp.training.data;

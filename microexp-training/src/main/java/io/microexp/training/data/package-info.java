/** Labeled faces: FER2013, FER+, AffectNet, image folders, and drawn synthetic ones. */
package io.microexp.training.data;

/** Seeded, replayable augmentation and the batches made from it. */
package io.microexp.training.augment;

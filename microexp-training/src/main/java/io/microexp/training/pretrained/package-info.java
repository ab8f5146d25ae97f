/** Published weights trained on faces, read from the user's files, from which a teacher's training can start. */
package io.microexp.training.pretrained;

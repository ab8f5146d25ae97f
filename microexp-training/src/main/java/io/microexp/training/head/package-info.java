/** Training of the classifier alone, on the features of a frozen network. */
package io.microexp.training.head;

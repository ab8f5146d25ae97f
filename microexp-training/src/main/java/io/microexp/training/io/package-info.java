/** Files that are either whole or absent. */
package io.microexp.training.io;

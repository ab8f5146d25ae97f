/** Model files and their metadata. */
@NullMarked
package io.microexp.model;

import org.jspecify.annotations.NullMarked;

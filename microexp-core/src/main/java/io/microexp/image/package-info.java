/** Gray images and camera frames. */
@NullMarked
package io.microexp.image;

import org.jspecify.annotations.NullMarked;

/** Face detection, landmarks and alignment. */
@NullMarked
package io.microexp.face;

import org.jspecify.annotations.NullMarked;

/** The bridge to {@code java.awt.image}: the only package here that needs the module {@code java.desktop}. */
@NullMarked
package io.microexp.image.awt;

import org.jspecify.annotations.NullMarked;

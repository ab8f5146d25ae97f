/** The bridge to {@code java.awt.image}: the only package here that needs the module {@code java.desktop}. */
package io.microexp.image.awt;

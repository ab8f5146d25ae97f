/** Gray images and camera frames. */
package io.microexp.image;

/** Grey images and the kernels that prepare them. */
package io.microexp.image;

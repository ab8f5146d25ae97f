/** Which parts of a face a prediction depends on. */
@NullMarked
package io.microexp.explain;

import org.jspecify.annotations.NullMarked;

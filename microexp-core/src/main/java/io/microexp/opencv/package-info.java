/**
 * Face detection with OpenCV, by the optional dependency {@code org.bytedeco:opencv}.
 *
 * <p>Add {@code org.bytedeco:opencv}, and {@code org.bytedeco:opencv}, {@code org.bytedeco:openblas} and {@code
 * org.bytedeco:javacpp} once more each with the classifier of the platform ({@code linux-x86_64}, {@code
 * linux-arm64}, {@code macosx-arm64}, {@code windows-x86_64}). Native code is loaded by the first detector that is
 * opened; no window system and no GTK is needed.
 */
@NullMarked
package io.microexp.opencv;

import org.jspecify.annotations.NullMarked;

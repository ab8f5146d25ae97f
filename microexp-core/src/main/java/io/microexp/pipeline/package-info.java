/** Follows faces through a video. */
package io.microexp.pipeline;

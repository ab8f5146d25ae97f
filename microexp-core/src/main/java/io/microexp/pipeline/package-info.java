/**
 * Emotions in images and videos. {@link io.microexp.pipeline.EmotionPipeline} finds faces, follows each person, scores
 * every face and smooths the scores over time. {@link io.microexp.pipeline.FaceTracker} and
 * {@link io.microexp.pipeline.EmotionFilter} are its parts, for callers who bring their own boxes or scores.
 */
@NullMarked
package io.microexp.pipeline;

import org.jspecify.annotations.NullMarked;

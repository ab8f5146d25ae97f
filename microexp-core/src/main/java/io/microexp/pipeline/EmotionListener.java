package io.microexp.pipeline;

import java.util.List;

/**
 * Receives the outcome of each frame offered to an {@link EmotionStream}. Each frame ends in exactly one call, after
 * which the caller may reuse the frame's memory.
 *
 * <p>If a method throws, the stream continues. The exception goes to the uncaught exception handler of the thread that
 * called the method.
 */
public interface EmotionListener {
    /**
     * Called by the stream's thread for each analyzed frame, in the order of the frames.
     *
     * @param timestampNanos the frame's time
     * @param faces the faces, as {@link EmotionPipeline#analyze(io.microexp.image.GrayImage, long)} gives them
     */
    void analyzed(long timestampNanos, List<FaceEmotion> faces);

    /**
     * Called for each frame that was dropped, by the thread that offered a newer one or closed the stream. Does nothing
     * by default.
     *
     * @param timestampNanos the frame's time
     */
    default void dropped(long timestampNanos) {}

    /**
     * Called by the stream's thread for each frame whose analysis failed. The stream continues with the next frame.
     *
     * @param timestampNanos the frame's time
     * @param failure what {@code analyze} threw
     */
    void failed(long timestampNanos, RuntimeException failure);
}

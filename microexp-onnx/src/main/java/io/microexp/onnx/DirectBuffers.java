package io.microexp.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Direct memory that is used again. The garbage collector frees it late, and never in time under
 * {@code -XX:+DisableExplicitGC}, so that changing batch sizes would exhaust it.
 */
final class DirectBuffers {
    private final Map<Integer, Deque<ByteBuffer>> idle = new HashMap<>();

    /** Returns at least {@code bytes} bytes, whose contents are arbitrary. */
    synchronized ByteBuffer take(int bytes) {
        int size = sizeClass(bytes);
        ByteBuffer buffer =
                idle.computeIfAbsent(size, key -> new ArrayDeque<>()).poll();
        return buffer != null ? buffer : ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    synchronized void giveBack(ByteBuffer buffer) {
        idle.get(buffer.capacity()).add(buffer);
    }

    /** The first floats of a buffer. */
    static FloatBuffer floats(ByteBuffer buffer, int count) {
        return buffer.asFloatBuffer().slice(0, count);
    }

    /* powers of two, so that requests of many batch sizes share few buffers */
    private static int sizeClass(int bytes) {
        int power = Math.max(64, Integer.highestOneBit(bytes));
        return power >= bytes || power > Integer.MAX_VALUE / 2 ? Math.max(power, bytes) : 2 * power;
    }
}

package io.microexp.internal.engine.kernel.vector;

import static jdk.incubator.vector.FloatVector.fromArray;

import io.microexp.internal.engine.ir.Activation;
import io.microexp.internal.engine.kernel.ActivationLoops;
import io.microexp.internal.engine.kernel.View;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector shape of this process, and the operations on finished pixels that kernels share.
 *
 * <p>C2 allocates an object per vector that passes through a call it has not inlined. Kernels therefore call the
 * Vector API directly and keep each method small. Once C2's graph of a method reaches 18,000 nodes, about 45
 * loads, products and stores, C2 stops inlining helpers and inlines Vector API calls only late. It may then know a
 * vector's class by a check alone, and if checks of that kind have failed before, it emits a call instead. For the same
 * reason operations are called on a vector that has just been loaded or broadcast, never on a sum of a loop: C2 knows
 * the class of the former, and of a sum only what was recorded for all callers of the operation together.
 */
final class VectorLanes {
    static final VectorSpecies<Float> SPECIES = preferred();
    static final int COUNT = SPECIES.length();

    /** The arena of a rehearsal. A method that is given an arena of no floats runs an empty loop and returns. */
    static final float[] NO_ARENA = {};

    /**
     * Iterations of the empty loop. HotSpot compiles a method with C2 after 600 calls if calls and iterations together
     * exceed 15,000 (Tier4MinInvocationThreshold and Tier4CompileThreshold).
     */
    static final int REHEARSED = 25;

    private VectorLanes() {}

    /** Returns the preferred shape of the platform, but never one wider than a block of channels. */
    private static VectorSpecies<Float> preferred() {
        VectorSpecies<Float> species = FloatVector.SPECIES_PREFERRED;
        return species.length() <= View.BLOCK ? species : FloatVector.SPECIES_512;
    }

    /**
     * Applies an activation to pixels that are still in the first-level cache. It is a loop of its own and not a method
     * on one vector, for the reason given above.
     *
     * @param to index of each pixel
     * @param first the first pixel
     * @param end the pixel after the last
     * @param channel the first channel
     * @param floats number of channels, a multiple of {@link #COUNT}
     */
    static void activate(Activation activation, float[] arena, int[] to, int first, int end, int channel, int floats) {
        switch (activation.kind()) {
            case IDENTITY -> {}
            case CLAMP -> {
                if (activation.isRelu()) {
                    relu(arena, to, first, end, channel, floats);
                } else {
                    clamp(activation, arena, to, first, end, channel, floats);
                }
            }
            case SWISH -> swish(activation, arena, to, first, end, channel, floats);
            case SIGMOID -> {
                for (int pixel = first; pixel < end; pixel++) {
                    ActivationLoops.apply(activation, arena, to[pixel] + channel, floats);
                }
            }
        }
    }

    /** Adds the pixels of one map to those of another. */
    static void add(float[] arena, int[] from, int[] to, int first, int end, int channel, int floats) {
        if (arena.length == 0) {
            for (int i = 0; i < REHEARSED; i++) {}
            return;
        }
        for (int pixel = first; pixel < end; pixel++) {
            int source = from[pixel] + channel;
            int target = to[pixel] + channel;
            for (int lane = 0; lane < floats; lane += COUNT) {
                fromArray(SPECIES, arena, target + lane)
                        .add(fromArray(SPECIES, arena, source + lane))
                        .intoArray(arena, target + lane);
            }
        }
    }

    private static void relu(float[] arena, int[] to, int first, int end, int channel, int floats) {
        if (arena.length == 0) {
            for (int i = 0; i < REHEARSED; i++) {}
            return;
        }
        for (int pixel = first; pixel < end; pixel++) {
            int start = to[pixel] + channel;
            for (int at = start; at < start + floats; at += COUNT) {
                fromArray(SPECIES, arena, at).max(0).intoArray(arena, at);
            }
        }
    }

    private static void clamp(
            Activation activation, float[] arena, int[] to, int first, int end, int channel, int floats) {
        if (arena.length == 0) {
            for (int i = 0; i < REHEARSED; i++) {}
            return;
        }
        FloatVector slope = FloatVector.broadcast(SPECIES, activation.slope());
        FloatVector shift = FloatVector.broadcast(SPECIES, activation.shift());
        for (int pixel = first; pixel < end; pixel++) {
            int start = to[pixel] + channel;
            for (int at = start; at < start + floats; at += COUNT) {
                fromArray(SPECIES, arena, at)
                        .fma(slope, shift)
                        .max(activation.low())
                        .min(activation.high())
                        .intoArray(arena, at);
            }
        }
    }

    private static void swish(
            Activation activation, float[] arena, int[] to, int first, int end, int channel, int floats) {
        if (arena.length == 0) {
            for (int i = 0; i < REHEARSED; i++) {}
            return;
        }
        FloatVector slope = FloatVector.broadcast(SPECIES, activation.slope());
        FloatVector shift = FloatVector.broadcast(SPECIES, activation.shift());
        for (int pixel = first; pixel < end; pixel++) {
            int start = to[pixel] + channel;
            for (int at = start; at < start + floats; at += COUNT) {
                FloatVector x = fromArray(SPECIES, arena, at);
                x.fma(slope, shift)
                        .max(activation.low())
                        .min(activation.high())
                        .mul(x)
                        .intoArray(arena, at);
            }
        }
    }
}

package io.microexp.engine;

import java.util.List;

/**
 * A network ready to run: kernels in order over one arena. Immutable; any number of threads run it at once, each with
 * its own arena and scratch rows.
 *
 * @param steps the kernels
 * @param arenaFloats floats of a request's arena
 * @param scratch scratch rows of a request
 * @param input where the image goes
 * @param output where the scores come out
 */
record Plan(List<Step> steps, int arenaFloats, Step.Scratch scratch, View input, View output) {
    float[] newArena() {
        return new float[arenaFloats];
    }

    float[][] newScratch() {
        return new float[scratch.rows()][Packing.alignedLength(scratch.length())];
    }

    void run(float[] arena, float[][] scratchRows) {
        for (int i = 0; i < steps.size(); i++) {
            steps.get(i).run(arena, scratchRows);
        }
    }
}

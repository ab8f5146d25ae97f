package io.microexp.internal.engine;

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

    ScratchRows newScratch() {
        return new ScratchRows(scratch);
    }

    void run(float[] arena, ScratchRows scratchRows) {
        scratchRows.beforeRun();
        for (int i = 0; i < steps.size(); i++) {
            steps.get(i).run(arena, scratchRows);
        }
    }
}

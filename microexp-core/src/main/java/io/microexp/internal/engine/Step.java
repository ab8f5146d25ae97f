package io.microexp.internal.engine;

/** One kernel bound to its weights and its places in the arena. Immutable, shared by all threads. */
interface Step {
    /**
     * Runs the kernel. Allocates nothing.
     *
     * @param arena the request's activations
     * @param scratch the request's scratch rows, at least as many and as long as {@link #scratch()} says
     */
    void run(float[] arena, ScratchRows scratch);

    default Scratch scratch() {
        return Scratch.NONE;
    }

    /**
     * Rows of scratch memory. Separate arrays, because C2 vectorises loops over several arrays at one index but not
     * over one array at several offsets.
     *
     * @param rows how many
     * @param length floats of each
     */
    record Scratch(int rows, int length) {
        static final Scratch NONE = new Scratch(0, 0);

        Scratch union(Scratch other) {
            return new Scratch(Math.max(rows, other.rows), Math.max(length, other.length));
        }
    }
}

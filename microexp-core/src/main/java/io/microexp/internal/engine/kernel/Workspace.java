package io.microexp.internal.engine.kernel;

/**
 * The memory in which one thread runs a network: the arena, which holds the activations, and scratch rows.
 *
 * <p>Scratch rows are separate arrays because C2 vectorizes loops over several arrays at one index, but not loops over
 * one array at several offsets. All rows begin at the same index, {@link #start()}.
 */
public class Workspace {
    private final float[] arena;
    private final float[][] rows;
    private int start = 1;

    /**
     * Allocates the memory.
     *
     * @param arenaFloats floats of the arena
     * @param rows number of scratch rows
     * @param rowFloats floats per scratch row, including those before {@link #start()}
     */
    protected Workspace(int arenaFloats, int rows, int rowFloats) {
        this.arena = new float[arenaFloats];
        this.rows = new float[rows][rowFloats];
    }

    /** Allocates a workspace whose rows begin at index 1. */
    public Workspace(int arenaFloats, ScratchSize scratch) {
        this(arenaFloats, scratch.rows(), 1 + scratch.length());
    }

    /** Returns the activations of the request. */
    public final float[] arena() {
        return arena;
    }

    /** Returns a scratch row. Kernels write into the first ones, which {@link #beforeRun} may have chosen for speed. */
    public final float[] row(int index) {
        return rows[index];
    }

    /** Returns the index of the first float of every row. Loops may overwrite the float before it. */
    public final int start() {
        return start;
    }

    /** Prepares the next run; may overwrite the scratch rows. */
    public void beforeRun() {}

    /** Makes all rows begin at an index. */
    protected final void startAt(int index) {
        start = index;
    }

    /** Exchanges two scratch rows. */
    protected final void swapRows(int first, int second) {
        float[] row = rows[first];
        rows[first] = rows[second];
        rows[second] = row;
    }
}

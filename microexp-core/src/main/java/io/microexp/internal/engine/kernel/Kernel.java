package io.microexp.internal.engine.kernel;

/** One operator bound to its packed weights and to its places in the arena. Immutable and shared by all threads. */
@FunctionalInterface
public interface Kernel {
    /**
     * Runs the kernel. Allocates nothing.
     *
     * @param workspace the memory of one request, with at least as many scratch rows as {@link #scratch()} says
     */
    void run(Workspace workspace);

    /** Returns the scratch rows that {@link #run} needs. */
    default ScratchSize scratch() {
        return ScratchSize.NONE;
    }
}

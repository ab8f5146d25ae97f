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

    /**
     * Goes through a run whose methods on the Vector API do not do their work: each only runs an empty loop. The JVM
     * counts calls and iterations, and compiles with C2 what has enough of both. Kernels in plain Java do nothing.
     */
    default void rehearse() {}

    /** Returns the scratch rows that {@link #run} needs. */
    default ScratchSize scratch() {
        return ScratchSize.NONE;
    }
}

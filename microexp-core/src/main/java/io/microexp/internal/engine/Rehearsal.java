package io.microexp.internal.engine;

import io.microexp.internal.engine.kernel.Kernel;
import io.microexp.internal.engine.kernel.KernelFactory;
import io.microexp.internal.engine.kernel.Workspace;
import io.microexp.internal.engine.kernel.scalar.ScalarKernelFactory;
import io.microexp.internal.engine.plan.Plan;
import io.microexp.internal.engine.plan.Planner;
import java.util.Arrays;

/**
 * Brings C2 to compile the vector kernels. C2 compiles a method that has often been called, and until then every vector
 * is an object of 64 bytes: about a gigabyte if all those calls do their work. A turn of the rehearsal therefore calls
 * each method many times without its work ({@link Kernel#rehearse}), and runs a {@link Miniature} once, from which the
 * JVM learns which branches are taken.
 *
 * <p>The vector kernels count as compiled once those of the miniature take at most {@value #MOST_PERCENT} percent of
 * the time of its scalar kernels. Compiled, they take about as long, with short vectors longer. At first they take ten
 * times as long and more. Not thread-safe.
 */
class Rehearsal {
    /** Time from one turn to the next, in which C2 compiles. A turn before C2 has finished takes about 100 kB. */
    static final long NANOS_APART = 15_000_000;

    /** Turns after one run at most, if runs take long or are far apart. */
    static final int MOST_DUE = 4;

    /** Turns whose fastest times are compared. On a shared machine, times drift by a factor of two within seconds. */
    static final int COMPARED_TURNS = 16;

    /** Turns after which the scalar kernels stay. C2 has compiled all methods after about a hundred. */
    static final int MOST_TURNS = 1_000;

    private static final int MOST_PERCENT = 175;

    /** Calls of each kernel per turn without its work. */
    private static final int CALLS = 100;

    /** Passes of the scalar kernels per turn, so that they are compiled as well before the turns are over. */
    private static final int SCALAR_PASSES = 3;

    private final KernelFactory factory;
    private TimedMiniature vector;
    private TimedMiniature scalar;
    private long lastTurn;
    private int turns;

    /** The miniature with the kernels of one factory, and the fastest time of each. */
    private final class TimedMiniature {
        private final Plan plan;
        private final Workspace workspace;
        private final long[] fastest;

        TimedMiniature(KernelFactory factory, int lanes) {
            this.plan = Planner.plan(Miniature.graph(lanes), factory);
            this.workspace = plan.newWorkspace();
            this.fastest = new long[plan.kernels().size()];
            forget();
        }

        void forget() {
            Arrays.fill(fastest, Long.MAX_VALUE);
        }

        void rehearse() {
            for (Kernel kernel : plan.kernels()) {
                for (int call = 0; call < CALLS; call++) {
                    kernel.rehearse();
                }
            }
        }

        void run() {
            for (int i = 0; i < fastest.length; i++) {
                long start = nanoTime();
                plan.kernels().get(i).run(workspace);
                fastest[i] = Math.min(fastest[i], nanoTime() - start);
            }
        }
    }

    Rehearsal(KernelFactory factory) {
        this.factory = factory;
    }

    long nanoTime() {
        return System.nanoTime();
    }

    /** Takes the turns that are due after this run. Returns whether the kernels are compiled. */
    boolean afterRun() {
        long due = turns == 0 ? 1 : Math.min((nanoTime() - lastTurn) / NANOS_APART, MOST_DUE);
        boolean compiled = false;
        for (long turn = 0; turn < due && !compiled; turn++) {
            compiled = turn();
        }
        return compiled;
    }

    private boolean turn() {
        if (vector == null) {
            int lanes = factory.vectorBits() / Float.SIZE;
            vector = new TimedMiniature(factory, lanes);
            scalar = new TimedMiniature(new ScalarKernelFactory(), lanes);
        } else if (turns % COMPARED_TURNS == 0) {
            vector.forget();
            scalar.forget();
        }
        turns++;
        vector.rehearse();
        vector.run();
        for (int pass = 0; pass < SCALAR_PASSES; pass++) {
            scalar.run();
        }
        lastTurn = nanoTime();
        return compiled();
    }

    /** Compares the kernels in which the two miniatures differ. The others are plain Java in both. */
    private boolean compiled() {
        long vectorNanos = 0;
        long scalarNanos = 0;
        for (int i = 0; i < vector.fastest.length; i++) {
            if (vector.plan.kernels().get(i).getClass()
                    != scalar.plan.kernels().get(i).getClass()) {
                vectorNanos += vector.fastest[i];
                scalarNanos += scalar.fastest[i];
            }
        }
        return 100 * vectorNanos <= MOST_PERCENT * scalarNanos;
    }

    /** Returns whether so many turns were not enough that more will not be. */
    boolean inVain() {
        return turns >= MOST_TURNS;
    }
}

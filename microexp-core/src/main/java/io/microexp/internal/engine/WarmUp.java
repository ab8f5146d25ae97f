package io.microexp.internal.engine;

import io.microexp.internal.engine.ir.LoweredGraph;
import io.microexp.internal.engine.kernel.KernelFactory;
import io.microexp.internal.engine.kernel.Workspace;
import io.microexp.internal.engine.plan.Plan;
import io.microexp.internal.engine.plan.Planner;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Prepares vector kernels beside the plain kernels that give the answers, until C2 has compiled them.
 *
 * <p>Before that, code on the Vector API allocates an object per vector and is up to a hundred times slower than plain
 * code. A {@link Rehearsal} therefore brings C2 to compile it. Then, after each run of the plain kernels, some vector
 * kernels of the same network run in memory of their own, and their results are dropped. Both happen in the caller's
 * thread, and take on average at most as long as the plain runs took. No thread is started.
 *
 * <p>The vector kernels take over once a whole pass through the network takes less time than the fastest plain run so
 * far. On a shared machine, speed drifts by a factor of two, and that run may date from a faster period. So it also
 * suffices that the fastest pass beats the fastest plain run in two consecutive windows of {@value #COMPARED_RUNS} runs.
 * Only the fastest times are compared, since on a busy machine most runs and passes are interrupted.
 *
 * <p>A pass goes from the last kernel to the first. The last ones work on the smallest maps, so the first ones to run,
 * parts of which are still interpreted, are the shortest.
 */
class WarmUp {
    /** Plain runs before the first vector kernel. A process of few runs never pays for a warm-up. */
    static final int FIRST_RUN = 16;

    /** Plain runs from one comparison to the next, enough for one that is not interrupted on a busy machine. */
    static final int COMPARED_RUNS = 8;

    /** Comparisons in succession that the vector kernels must win. One may be won by chance. */
    static final int WON_COMPARISONS = 2;

    /** Passes after which the plain kernels stay. */
    static final int MOST_PASSES = 500;

    private final AtomicBoolean busy = new AtomicBoolean();
    private final KernelFactory kernels;
    private Rehearsal rehearsal; // null once the kernels are compiled
    private LoweredGraph graph;
    private Plan plan;
    private Workspace workspace;
    private Plan faster;
    private boolean over;
    private int runs;
    private int passes;
    private int remaining; // kernels of this pass
    private int won; // comparisons in succession
    private long fastestRun = Long.MAX_VALUE;
    private long fastestRecentRun = Long.MAX_VALUE;
    private long fastestRecentPass = Long.MAX_VALUE;
    private long passNanos;
    private long credit;

    WarmUp(LoweredGraph graph, KernelFactory kernels, Rehearsal rehearsal) {
        this.graph = graph;
        this.kernels = kernels;
        this.rehearsal = rehearsal;
    }

    long nanoTime() {
        return System.nanoTime();
    }

    /**
     * Continues the warm-up after a run of the plain kernels.
     *
     * @param nanos the time that the run took
     * @return whether the warm-up has ended in this call
     */
    boolean afterRun(long nanos) {
        if (!busy.compareAndSet(false, true)) {
            return false;
        }
        try {
            if (over) {
                return false;
            }
            runs++;
            fastestRun = Math.min(fastestRun, nanos);
            fastestRecentRun = Math.min(fastestRecentRun, nanos);
            if (runs % COMPARED_RUNS == 0) {
                compare(nanos);
            }
            if (runs >= FIRST_RUN) {
                // what the rehearsal leaves is not saved, since the passes after it would spend it all after one run
                credit = Math.min(credit, 0) + nanos;
                if (rehearsal == null || rehearse()) {
                    spend();
                }
            }
            return over;
        } catch (OutOfMemoryError | StackOverflowError e) {
            // the run itself went well
            over = true;
            return true;
        } finally {
            busy.set(false);
        }
    }

    /** Returns the network with kernels that have become faster, or null if they have not. Valid after the end. */
    Plan faster() {
        return faster;
    }

    /** Compares runs with the passes between them. The last run also counts in the next comparison. */
    private void compare(long lastRun) {
        won = fastestRecentPass < fastestRecentRun ? won + 1 : 0;
        if (won == WON_COMPARISONS) {
            faster = plan;
            over = true;
        }
        fastestRecentRun = lastRun;
        fastestRecentPass = Long.MAX_VALUE;
    }

    private void spend() {
        while (credit > 0 && !over) {
            long start = nanoTime();
            if (plan == null) {
                plan = Planner.plan(graph, kernels);
                workspace = plan.newWorkspace();
                remaining = plan.kernels().size();
                graph = null;
                credit -= nanoTime() - start;
            } else {
                plan.kernels().get(remaining - 1).run(workspace);
                endKernel(nanoTime() - start);
            }
        }
    }

    /** Returns whether the rehearsal has ended with this turn. */
    private boolean rehearse() {
        if (credit <= 0) {
            return false;
        }
        long start = nanoTime();
        boolean compiled = rehearsal.afterRun();
        credit -= nanoTime() - start;
        if (compiled) {
            rehearsal = null;
        } else {
            over = rehearsal.inVain();
        }
        return compiled;
    }

    private void endKernel(long nanos) {
        credit -= nanos;
        passNanos += nanos;
        remaining--;
        if (remaining == 0) {
            endPass();
        }
    }

    private void endPass() {
        passes++;
        fastestRecentPass = Math.min(fastestRecentPass, passNanos);
        if (passNanos < fastestRun) {
            faster = plan;
        }
        over = faster != null || passes == MOST_PASSES;
        remaining = plan.kernels().size();
        passNanos = 0;
        // results that become inputs again could grow without bound
        Arrays.fill(workspace.arena(), 0);
    }
}

package io.microexp.bench.benchmark;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Counts the bytes that the measured calls of one thread allocate. JMH's own profiler counts every thread of the JVM,
 * JMH's included, which adds some bytes per call where a call takes long.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private long start;
    private long bytes;
    private long calls;

    /** Resets the counters. */
    @Setup(Level.Iteration)
    public void forget() {
        bytes = 0;
        calls = 0;
    }

    /** Marks the start of a call. */
    void enter() {
        start = THREADS.getCurrentThreadAllocatedBytes();
    }

    /** Marks the end of a call. */
    void leave() {
        bytes += THREADS.getCurrentThreadAllocatedBytes() - start;
        calls++;
    }

    /** Returns the mean of this iteration. */
    public double bytesPerCall() {
        return (double) bytes / calls;
    }
}

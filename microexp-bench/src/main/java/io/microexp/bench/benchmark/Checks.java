package io.microexp.bench.benchmark;

import io.microexp.face.DetectedFace;
import java.util.List;

/** Rejects a benchmark that computes a wrong result. */
public final class Checks {
    /** Covers float32 sums of up to 6,000 products in different orders. Equal to the parity required of backends. */
    public static final float TOLERANCE = 1e-4f;

    private Checks() {}

    /** Throws unless there is exactly one face. */
    static void oneFace(String what, List<DetectedFace> faces) {
        if (faces.size() != 1) {
            throw new IllegalStateException(
                    what + ": expected one face, found " + faces + ". A benchmark with a wrong result is not reported");
        }
    }

    /** Throws unless every value is within {@link #TOLERANCE} of its reference. NaN never is. */
    public static void same(String what, float[] expected, float[] found) {
        if (expected.length != found.length) {
            throw new IllegalStateException(what + ": expected " + expected.length + " values, found " + found.length);
        }
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(expected[i] - found[i]) <= TOLERANCE)) {
                throw new IllegalStateException(
                        what + ": expected " + expected[i] + " within " + TOLERANCE + " at index " + i + ", found "
                                + found[i] + ". A benchmark with a wrong result is not reported");
            }
        }
    }
}

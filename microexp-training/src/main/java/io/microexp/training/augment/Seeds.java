package io.microexp.training.augment;

import java.util.SplittableRandom;

/** Independent random streams identified by numbers, so that draws depend neither on threads nor on call order. */
final class Seeds {
    private Seeds() {}

    /**
     * Returns the stream of (seed, epoch, item). Each number passes through the generator's mixing step, since streams of
     * neighboring plain seeds may overlap.
     */
    static SplittableRandom random(long seed, long epoch, long item) {
        long mixed = mix(mix(mix(seed) + epoch) + item);
        return new SplittableRandom(mixed);
    }

    private static long mix(long value) {
        return new SplittableRandom(value).nextLong();
    }
}

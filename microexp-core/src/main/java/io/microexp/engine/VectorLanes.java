package io.microexp.engine;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The one vector shape of this process, and what kernels do with a finished vector. */
final class VectorLanes {
    static final VectorSpecies<Float> SPECIES = preferred();
    static final int COUNT = SPECIES.length();

    private VectorLanes() {}

    /** The platform's own shape, but never wider than the blocks in which channels are padded. */
    private static VectorSpecies<Float> preferred() {
        VectorSpecies<Float> species = FloatVector.SPECIES_PREFERRED;
        return species.length() <= View.BLOCK ? species : FloatVector.SPECIES_512;
    }

    static FloatVector load(float[] array, int index) {
        return FloatVector.fromArray(SPECIES, array, index);
    }

    /**
     * Stores an activated vector. The two cases each end in a store: a vector that flows out of a branch may be boxed.
     */
    static void store(FloatVector sum, Activation activation, boolean swish, float[] arena, int to) {
        FloatVector clamped = sum.mul(activation.slope())
                .add(activation.shift())
                .max(activation.low())
                .min(activation.high());
        if (swish) {
            clamped.mul(sum).intoArray(arena, to);
        } else {
            clamped.intoArray(arena, to);
        }
    }
}

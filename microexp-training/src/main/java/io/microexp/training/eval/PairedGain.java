package io.microexp.training.eval;

import java.util.BitSet;

/**
 * How a candidate compares with the current choice on the same faces. The difference in correct predictions is
 * {@code gained - lost}. If both are equally good, its standard error is {@code sqrt(gained + lost)} (McNemar 1947, "Note
 * on the sampling error of the difference between correlated proportions or percentages").
 *
 * @param gained faces that the candidate alone is right on
 * @param lost faces that the candidate alone is wrong on
 */
public record PairedGain(int gained, int lost) {
    /** Of a candidate that is not compared. */
    public static final PairedGain NONE = new PairedGain(0, 0);

    /**
     * Compares two sets of correctly predicted faces.
     *
     * @param before bit i is set if face i was predicted correctly
     * @param after the same for the candidate
     */
    public static PairedGain of(BitSet before, BitSet after) {
        return new PairedGain(without(after, before), without(before, after));
    }

    private static int without(BitSet some, BitSet others) {
        BitSet rest = (BitSet) some.clone();
        rest.andNot(others);
        return rest.cardinality();
    }

    /**
     * Returns whether the candidate is right on more faces by more than one standard error. This is the
     * one-standard-error rule, which keeps the simpler choice unless another is better by more than that (Breiman,
     * Friedman, Olshen and Stone 1984, "Classification and Regression Trees", section 3.4.3). Here the current choice
     * takes the place of the simpler one.
     */
    public boolean isClear() {
        return gained - lost > Math.sqrt(gained + lost);
    }
}

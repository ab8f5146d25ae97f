package io.microexp.training.data;

/**
 * Which FER+ faces count and as what. Published figures differ by protocol, so name the one that a figure uses.
 */
public enum FerPlusProtocol {
    /** A face counts if one of the eight emotions alone has the most of all ten columns' votes. */
    PLURALITY {
        @Override
        public int label(FerPlusVotes votes) {
            return votes.uniqueTop();
        }
    },

    /**
     * Microsoft's "majority": votes given by one tagger alone are dropped, then a face counts if one of the eight
     * emotions has more than half of the rest (E. Barsoum et al., "Training Deep Networks for Facial Expression
     * Recognition with Crowd-Sourced Label Distribution", ICMI 2016).
     */
    MAJORITY {
        @Override
        public int label(FerPlusVotes votes) {
            FerPlusVotes agreed = votes.withoutSingleVotes();
            int top = agreed.uniqueTop();
            return top >= 0 && 2 * agreed.emotion(top) > agreed.total() ? top : FerPlusVotes.NO_LABEL;
        }
    };

    /** Returns the index of the face's label in {@code Emotion.FERPLUS}, or {@link FerPlusVotes#NO_LABEL}. */
    public abstract int label(FerPlusVotes votes);
}

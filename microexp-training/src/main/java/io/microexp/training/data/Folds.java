package io.microexp.training.data;

/** A split cut into parts for cross-validation. Nearly equal faces stay together, see {@link HoldOut}. */
public final class Folds {
    private Folds() {}

    /**
     * Deals the groups of nearly equal faces to the folds in turn, for each class of a group's first face on its own, so
     * that each fold has its share of each class.
     *
     * @param split the faces
     * @param folds how many, at least 2
     * @return for each face, its fold from 0
     */
    public static int[] of(FaceDataset split, int folds) {
        int[] groups = HoldOut.groups(split);
        int[] fold = new int[groups.length];
        int[] next = new int[split.labels().size()];
        for (int label = 0; label < next.length; label++) {
            // the classes start at different folds, so that no fold gets the odd face of each
            next[label] = label % folds;
        }
        for (int face = 0; face < groups.length; face++) {
            int label = split.label(face);
            fold[face] = groups[face] < face ? fold[groups[face]] : next[label]++ % folds;
        }
        return fold;
    }
}

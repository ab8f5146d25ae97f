package io.microexp.training.augment;

/**
 * Faces ready for the network. Image {@code i} is {@code lambda[i]} of face {@code indices[i]} and
 * {@code 1 - lambda[i]} of face {@code partners[i]}; so is its target.
 *
 * <p>The arrays are the caller's to use and change.
 *
 * @param pixels float32, {@code size x 1 x height x width}, normalized
 * @param targets float32, {@code size x classes}, rows of sum 1, after label smoothing and mixup. For faces with votes,
 *     FER+'s eight classes follow in each row, of sum 1 or all 0 where the votes cannot be used; they are not smoothed
 * @param indices index in the dataset of each image
 * @param partners index in the dataset of each image's mixup partner; the image itself without mixup
 * @param lambda weight of {@code indices}, 0..1; 1 without mixup
 * @param view identifies the random variation of each face; with the seed and the face's index it determines the pixels
 *     before mixup
 */
public record Batch(float[] pixels, float[] targets, int[] indices, int[] partners, float[] lambda, int view) {
    /** Returns the number of images. */
    public int size() {
        return indices.length;
    }
}

package io.microexp.internal.face;

/**
 * A dark or flat image whose gray levels are stretched, as {@link io.microexp.model.Preprocessing} stretches a face: the
 * luminance that a thousandth of the pixels stay below becomes 0, the one that a thousandth exceed becomes 255, in all
 * channels alike, and what lies outside is clamped. The tails are small because a face may be a small part of a picture
 * with a plain background.
 *
 * @param image the image as it is
 * @param low the level that becomes 0
 * @param gain 255 divided by the span
 */
record StretchedRows(PixelRows image, int low, float gain) implements PixelRows {
    /** An image whose two levels lie as far apart as this is left as it is. */
    private static final int STRETCH_BELOW = 100;

    private static final int LEVELS = 256;
    private static final double TAIL = 0.001;
    /** So many rows at equal distances are looked at. */
    private static final int SAMPLED_ROWS = 64;

    private static final float RED = 0.299f;
    private static final float GREEN = 0.587f;
    private static final float BLUE = 0.114f;

    /** Returns the image itself if it is neither dark nor flat, or is of one level. */
    static PixelRows of(PixelRows image) {
        int[] histogram = new int[LEVELS];
        float[][] row = new float[image.channels()][image.width()];
        int rows = Math.min(SAMPLED_ROWS, image.height());
        for (int i = 0; i < rows; i++) {
            image.read(0, (int) ((i + 0.5) * image.height() / rows), image.width(), row);
            for (int x = 0; x < image.width(); x++) {
                float level =
                        image.channels() == GRAY ? row[0][x] : RED * row[0][x] + GREEN * row[1][x] + BLUE * row[2][x];
                histogram[Math.round(level)]++;
            }
        }
        int tail = (int) Math.round(TAIL * rows * image.width());
        int low = 0;
        for (int below = histogram[0]; below <= tail; below += histogram[low]) {
            low++;
        }
        int high = LEVELS - 1;
        for (int above = histogram[high]; above <= tail; above += histogram[high]) {
            high--;
        }
        boolean stretch = high > low && high - low < STRETCH_BELOW;
        return stretch ? new StretchedRows(image, low, (LEVELS - 1f) / (high - low)) : image;
    }

    @Override
    public int width() {
        return image.width();
    }

    @Override
    public int height() {
        return image.height();
    }

    @Override
    public int channels() {
        return image.channels();
    }

    @Override
    public void read(int x, int y, int count, float[][] channels) {
        image.read(x, y, count, channels);
        for (int c = 0; c < channels(); c++) {
            for (int i = 0; i < count; i++) {
                channels[c][i] = Math.max(0, Math.min((channels[c][i] - low) * gain, LEVELS - 1));
            }
        }
    }
}

package io.microexp.engine;

import java.util.Arrays;

/**
 * Mean of each channel over all pixels: four rows a pass, each of some neighbouring pixels, are copied into scratch rows
 * and added to one of sums; the pixels of that are added up at the end.
 */
final class ScalarAverage implements Step {
    private static final int ROWS = 4;

    private final View in;
    private final View out;
    private final int group;

    ScalarAverage(View in, View out) {
        this.in = in;
        this.out = out;
        this.group = ScalarLoops.pixelsOfRow(in.width(), in.pixelStride());
    }

    @Override
    public Scratch scratch() {
        return new Scratch(ROWS + 1, group * in.pixelStride());
    }

    @Override
    public void run(float[] arena, float[][] scratch) {
        int channels = in.pixelStride();
        int floats = group * channels;
        float share = 1f / in.pixels();
        float[] sums = scratch[ROWS];
        Arrays.fill(sums, 0, floats, 0);
        int rows = 0;
        for (int y = 0; y < in.height(); y++) {
            for (int x = 0; x < in.width(); x += group) {
                int filled = Math.min(group, in.width() - x) * channels;
                System.arraycopy(arena, in.pixel(y, x), scratch[rows], 0, filled);
                Arrays.fill(scratch[rows], filled, floats, 0);
                rows++;
                if (rows == ROWS) {
                    ScalarLoops.addFour(
                            sums, scratch[0], scratch[1], scratch[2], scratch[3], share, share, share, share, floats);
                    rows = 0;
                }
            }
        }
        for (int row = 0; row < rows; row++) {
            ScalarLoops.add(sums, scratch[row], share, floats);
        }
        for (int pixel = 1; pixel < group; pixel++) {
            System.arraycopy(sums, pixel * channels, scratch[0], 0, channels);
            ScalarLoops.add(sums, scratch[0], 1, channels);
        }
        System.arraycopy(sums, 0, arena, out.offset(), channels);
    }
}

package io.microexp.engine;

import java.util.Arrays;

/** Mean of each channel over all pixels: four pixels a pass are copied into scratch rows and added to the sums. */
final class ScalarAverage implements Step {
    private final View in;
    private final View out;

    ScalarAverage(View in, View out) {
        this.in = in;
        this.out = out;
    }

    @Override
    public Scratch scratch() {
        return new Scratch(5, in.pixelStride());
    }

    @Override
    public void run(float[] arena, float[][] scratch) {
        int channels = in.pixelStride();
        int pixels = in.pixels();
        float share = 1f / pixels;
        float[] mean = scratch[4];
        Arrays.fill(mean, 0, channels, 0);
        int pixel = 0;
        for (; pixel + 4 <= pixels; pixel += 4) {
            for (int i = 0; i < 4; i++) {
                copyPixel(arena, pixel + i, scratch[i]);
            }
            ScalarLoops.addFour(
                    mean, scratch[0], scratch[1], scratch[2], scratch[3], share, share, share, share, channels);
        }
        for (; pixel < pixels; pixel++) {
            copyPixel(arena, pixel, scratch[0]);
            ScalarLoops.add(mean, scratch[0], share, channels);
        }
        System.arraycopy(mean, 0, arena, out.offset(), channels);
    }

    private void copyPixel(float[] arena, int pixel, float[] row) {
        System.arraycopy(arena, in.pixel(pixel / in.width(), pixel % in.width()), row, 0, in.pixelStride());
    }
}

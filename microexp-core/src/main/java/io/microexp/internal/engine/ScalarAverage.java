package io.microexp.internal.engine;

import java.util.Arrays;

/**
 * Mean of each channel over all pixels. Neighbouring pixels lie side by side in a scratch row, a row at a time goes into
 * the sums, and the sums of the pixels of a row into each other.
 */
final class ScalarAverage implements Step {
    private final View in;
    private final View out;
    private final int group;

    ScalarAverage(View in, View out) {
        this.in = in.flattened();
        this.out = out;
        this.group = ScalarLoops.pixelsOfRow(this.in.width(), in.pixelStride());
    }

    @Override
    public Scratch scratch() {
        return new Scratch(2, group * in.pixelStride());
    }

    @Override
    public void run(float[] arena, ScratchRows scratch) {
        int channels = in.pixelStride();
        int start = scratch.start();
        float[] sum = scratch.row(0);
        float[] row = scratch.row(1);
        float share = 1f / in.pixels();
        Arrays.fill(sum, start, start + group * channels, 0);
        for (int y = 0; y < in.height(); y++) {
            for (int x = 0; x < in.width(); x += group) {
                int floats = Math.min(group, in.width() - x) * channels;
                System.arraycopy(arena, in.pixel(y, x), row, start, floats);
                ScalarLoops.add(sum, row, share, start, floats);
            }
        }
        for (int i = 1; i < group; i++) {
            System.arraycopy(sum, start + i * channels, row, start, channels);
            ScalarLoops.add(sum, row, 1, start, channels);
        }
        System.arraycopy(sum, start, arena, out.offset(), channels);
    }
}

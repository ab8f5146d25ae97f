package io.microexp.engine;

/**
 * Product of a map with one pixel. Some neighbouring pixels at a time are copied into a scratch row, multiplied by a row
 * that repeats the gate, and copied to their place.
 */
final class ScalarScale implements Step {
    private final View in;
    private final View gate;
    private final View out;
    private final int group;

    ScalarScale(View in, View gate, View out) {
        this.in = in;
        this.gate = gate;
        this.out = out;
        this.group = ScalarLoops.pixelsOfRow(out.width(), out.pixelStride());
    }

    @Override
    public Scratch scratch() {
        return new Scratch(2, group * out.pixelStride());
    }

    @Override
    public void run(float[] arena, float[][] scratch) {
        int channels = out.pixelStride();
        for (int i = 0; i < group; i++) {
            System.arraycopy(arena, gate.offset(), scratch[1], i * channels, channels);
        }
        for (int y = 0; y < out.height(); y++) {
            for (int x = 0; x < out.width(); x += group) {
                int floats = Math.min(group, out.width() - x) * channels;
                System.arraycopy(arena, in.pixel(y, x), scratch[0], 0, floats);
                ScalarLoops.multiply(scratch[0], scratch[1], floats);
                System.arraycopy(scratch[0], 0, arena, out.pixel(y, x), floats);
            }
        }
    }
}

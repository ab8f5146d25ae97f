package io.microexp.internal.engine;

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
    public void run(float[] arena, ScratchRows scratch) {
        int channels = out.pixelStride();
        for (int i = 0; i < group; i++) {
            System.arraycopy(arena, gate.offset(), scratch.row(1), scratch.start() + i * channels, channels);
        }
        for (int y = 0; y < out.height(); y++) {
            for (int x = 0; x < out.width(); x += group) {
                int floats = Math.min(group, out.width() - x) * channels;
                System.arraycopy(arena, in.pixel(y, x), scratch.row(0), scratch.start(), floats);
                ScalarLoops.multiply(scratch.row(0), scratch.row(1), scratch.start(), floats);
                System.arraycopy(scratch.row(0), scratch.start(), arena, out.pixel(y, x), floats);
            }
        }
    }
}

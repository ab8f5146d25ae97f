package io.microexp.internal.engine.kernel.scalar;

import io.microexp.internal.engine.ir.Activation;
import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.kernel.ActivationLoops;
import io.microexp.internal.engine.kernel.Kernel;
import io.microexp.internal.engine.kernel.ScratchSize;
import io.microexp.internal.engine.kernel.View;
import io.microexp.internal.engine.kernel.WeightPacking;
import io.microexp.internal.engine.kernel.Workspace;

/**
 * Pointwise convolution as axpy over the output channels: {@code row[o] += x * weights[o]}, two input channels into
 * three pixels per pass. Several pixels share the same two rows of weights. A single pixel, as in a fully connected
 * layer, takes four rows of weights per pass. Weights are first copied into scratch rows, which share one alignment: a
 * loop over arrays of different alignment takes 1.5 times as long.
 */
final class ScalarPointwise implements Kernel {
    /** Rows of weights per pass over a single pixel. */
    private static final int SINGLE = 4;

    private final View in;
    private final View residual;
    private final View out;
    private final int[] inOffsets;
    private final float[] weights;
    private final float[] bias;
    private final Activation activation;
    private final int pixels;
    private final int rounded;

    ScalarPointwise(Op.Conv conv, View in, View residual, View out) {
        this.in = in;
        this.residual = residual;
        this.out = out;
        this.inOffsets = WeightPacking.pixelOffsets(in, 2);
        this.weights = WeightPacking.rows(conv);
        this.bias = WeightPacking.bias(conv, View.BLOCK);
        this.activation = conv.activation();
        this.pixels = ScalarLoops.share(out.pixels(), ScalarLoops.SUMS / bias.length);
        this.rounded = pixels == 1 ? 1 : (pixels + 2) / 3 * 3;
    }

    @Override
    public ScratchSize scratch() {
        return new ScratchSize(rounded + SINGLE, bias.length);
    }

    @Override
    public void run(Workspace workspace) {
        float[] arena = workspace.arena();
        for (int first = 0; first < out.pixels(); first += pixels) {
            int count = Math.min(pixels, out.pixels() - first);
            for (int p = 0; p < rounded; p++) {
                System.arraycopy(bias, 0, workspace.row(p), workspace.start(), bias.length);
            }
            if (pixels == 1) {
                accumulatePixel(arena, workspace, inOffsets[first]);
            } else {
                accumulatePixels(arena, workspace, first, count);
            }
            for (int p = 0; p < count; p++) {
                finish(
                        arena,
                        workspace.row(p),
                        workspace.start(),
                        (first + p) / out.width(),
                        (first + p) % out.width());
            }
        }
    }

    private void accumulatePixels(float[] arena, Workspace workspace, int first, int count) {
        int paired = in.channels() / 2 * 2;
        for (int i = 0; i < paired; i += ScalarLoops.ROWS_PER_CALL) {
            addChannels(arena, workspace, first, count, i, Math.min(i + ScalarLoops.ROWS_PER_CALL, paired));
        }
        if (paired < in.channels()) {
            int start = workspace.start();
            float[] row0 = workspace.row(rounded);
            load(paired, row0, start);
            for (int p = 0; p < count; p++) {
                ScalarLoops.add(workspace.row(p), row0, arena[inOffsets[first + p] + paired], start, bias.length);
            }
        }
    }

    /** Adds a few input channels. A method of its own is called often and thus compiled during the first run. */
    private void addChannels(float[] arena, Workspace workspace, int first, int count, int from, int end) {
        int start = workspace.start();
        float[] row0 = workspace.row(rounded);
        float[] row1 = workspace.row(rounded + 1);
        for (int i = from; i < end; i += 2) {
            load(i, row0, start);
            load(i + 1, row1, start);
            for (int p = 0; p < count; p += 3) {
                int at0 = inOffsets[first + p] + i;
                int at1 = inOffsets[first + p + 1] + i;
                int at2 = inOffsets[first + p + 2] + i;
                ScalarLoops.addTwoToThree(
                        workspace.row(p),
                        workspace.row(p + 1),
                        workspace.row(p + 2),
                        row0,
                        row1,
                        arena[at0],
                        arena[at0 + 1],
                        arena[at1],
                        arena[at1 + 1],
                        arena[at2],
                        arena[at2 + 1],
                        start,
                        bias.length);
            }
        }
    }

    private void accumulatePixel(float[] arena, Workspace workspace, int from) {
        int start = workspace.start();
        float[] sum = workspace.row(0);
        int i = 0;
        for (; i + SINGLE <= in.channels(); i += SINGLE) {
            for (int row = 0; row < SINGLE; row++) {
                load(i + row, workspace.row(rounded + row), start);
            }
            ScalarLoops.addFour(
                    sum,
                    workspace.row(rounded),
                    workspace.row(rounded + 1),
                    workspace.row(rounded + 2),
                    workspace.row(rounded + 3),
                    arena[from + i],
                    arena[from + i + 1],
                    arena[from + i + 2],
                    arena[from + i + 3],
                    start,
                    bias.length);
        }
        for (; i < in.channels(); i++) {
            load(i, workspace.row(rounded), start);
            ScalarLoops.add(sum, workspace.row(rounded), arena[from + i], start, bias.length);
        }
    }

    private void load(int input, float[] row, int start) {
        System.arraycopy(weights, input * bias.length, row, start, bias.length);
    }

    private void finish(float[] arena, float[] row, int start, int y, int x) {
        if (residual != null) {
            int from = residual.pixel(y, x);
            for (int o = 0; o < residual.channels(); o++) {
                row[start + o] += arena[from + o];
            }
        }
        ActivationLoops.apply(activation, row, start - 1, bias.length + 1);
        System.arraycopy(row, start, arena, out.pixel(y, x), out.pixelStride());
    }
}

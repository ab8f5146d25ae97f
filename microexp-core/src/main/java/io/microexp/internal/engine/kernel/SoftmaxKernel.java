package io.microexp.internal.engine.kernel;

/** Softmax along one axis, shifted by the maximum so that no exponential overflows. */
final class SoftmaxKernel implements Kernel {
    private final View in;
    private final View out;
    private final int axis;

    /**
     * Creates a kernel.
     *
     * @param axis 0 for channels, 1 for height, 2 for width
     */
    SoftmaxKernel(View in, View out, int axis) {
        this.in = in;
        this.out = out;
        this.axis = axis;
    }

    @Override
    public void run(Workspace workspace) {
        float[] arena = workspace.arena();
        int channels = axis == 0 ? 1 : in.channels();
        int height = axis == 1 ? 1 : in.height();
        int width = axis == 2 ? 1 : in.width();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    softmax(arena, in.pixel(y, x) + c, out.pixel(y, x) + c);
                }
            }
        }
    }

    private void softmax(float[] arena, int from, int to) {
        int count = axis == 0 ? in.channels() : axis == 1 ? in.height() : in.width();
        int inStride = stride(in);
        int outStride = stride(out);
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            max = Math.max(max, arena[from + i * inStride]);
        }
        double sum = 0;
        for (int i = 0; i < count; i++) {
            double exponential = Math.exp((double) arena[from + i * inStride] - max);
            arena[to + i * outStride] = (float) exponential;
            sum += exponential;
        }
        for (int i = 0; i < count; i++) {
            arena[to + i * outStride] = (float) (arena[to + i * outStride] / sum);
        }
    }

    private int stride(View view) {
        return axis == 0 ? 1 : axis == 1 ? view.lineStride() : view.pixelStride();
    }
}

package io.microexp.internal.engine.kernel;

/**
 * Copies a box of channels x height x width elements between two places in the arena. Concatenation, slices, padding and
 * transposition are such copies; they differ in offsets and strides.
 */
final class StridedCopy implements Kernel {
    private final int from;
    private final int[] fromStrides;
    private final int to;
    private final int[] toStrides;
    private final int[] sizes;

    /**
     * Creates a copy.
     *
     * @param from index of the first element to read
     * @param fromStrides floats between elements to read along channels, height and width
     * @param to index of the first element to write
     * @param toStrides floats between elements to write along channels, height and width
     * @param sizes channels, height and width of the box
     */
    private StridedCopy(int from, int[] fromStrides, int to, int[] toStrides, int[] sizes) {
        this.from = from;
        this.fromStrides = fromStrides;
        this.to = to;
        this.toStrides = toStrides;
        this.sizes = sizes;
    }

    private static int[] strides(View view) {
        return new int[] {1, view.lineStride(), view.pixelStride()};
    }

    private static int[] sizes(View view) {
        return new int[] {view.channels(), view.height(), view.width()};
    }

    /** Copies {@code in} into {@code out}, where it begins at index {@code start} of an axis. */
    static Kernel insert(View in, View out, int axis, int start) {
        int to = out.offset() + start * strides(out)[axis];
        return new StridedCopy(in.offset(), strides(in), to, strides(out), sizes(in));
    }

    /** Copies {@code in} into {@code out}, where it begins at an index of each axis. */
    static Kernel insert(View in, View out, int[] starts) {
        int to = out.offset();
        for (int axis = 0; axis < starts.length; axis++) {
            to += starts[axis] * strides(out)[axis];
        }
        return new StridedCopy(in.offset(), strides(in), to, strides(out), sizes(in));
    }

    /** Copies each {@code steps}-th element from {@code starts} on along each axis. */
    static Kernel slice(View in, View out, int[] starts, int[] steps) {
        int from = in.offset();
        int[] fromStrides = strides(in);
        for (int axis = 0; axis < starts.length; axis++) {
            from += starts[axis] * fromStrides[axis];
            fromStrides[axis] *= steps[axis];
        }
        return new StridedCopy(from, fromStrides, out.offset(), strides(out), sizes(out));
    }

    /** Copies with permuted axes: axis {@code i} of the result is axis {@code axes[i]} of the input. */
    static Kernel transpose(View in, View out, int[] axes) {
        int[] fromStrides = strides(in);
        int[] permuted = fromStrides.clone();
        for (int axis = 0; axis < axes.length; axis++) {
            permuted[axis] = fromStrides[axes[axis]];
        }
        return new StridedCopy(in.offset(), permuted, out.offset(), strides(out), sizes(out));
    }

    @Override
    public void run(Workspace workspace) {
        float[] arena = workspace.arena();
        boolean adjacent = fromStrides[0] == 1 && toStrides[0] == 1;
        for (int y = 0; y < sizes[1]; y++) {
            for (int x = 0; x < sizes[2]; x++) {
                int source = from + y * fromStrides[1] + x * fromStrides[2];
                int target = to + y * toStrides[1] + x * toStrides[2];
                if (adjacent) {
                    System.arraycopy(arena, source, arena, target, sizes[0]);
                } else {
                    copyChannels(arena, source, target);
                }
            }
        }
    }

    private void copyChannels(float[] arena, int source, int target) {
        int fromStride = fromStrides[0];
        int toStride = toStrides[0];
        for (int c = 0, i = source, o = target; c < sizes[0]; c++, i += fromStride, o += toStride) {
            arena[o] = arena[i];
        }
    }
}

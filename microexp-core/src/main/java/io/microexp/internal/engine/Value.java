package io.microexp.internal.engine;

import java.util.Arrays;

/**
 * An activation tensor between operators. Identity is object identity: the planner keys its tables by it.
 *
 * <p>ONNX counts the batch and orders (channels, height, width); a tensor of one dimension is a map of one pixel.
 */
final class Value {
    private final String name;
    private final int[] dims;

    /**
     * A tensor.
     *
     * @param name its name in the graph, for messages
     * @param dims its dimensions less the batch: one to three
     */
    Value(String name, int... dims) {
        Limits.elements("tensor \"" + name + "\"", dims);
        this.name = name;
        this.dims = dims.clone();
    }

    int[] dims() {
        return dims.clone();
    }

    int rank() {
        return dims.length;
    }

    int channels() {
        return dims[0];
    }

    int height() {
        return dims.length > 1 ? dims[1] : 1;
    }

    int width() {
        return dims.length > 2 ? dims[2] : 1;
    }

    int pixels() {
        return height() * width();
    }

    int elements() {
        return channels() * pixels();
    }

    boolean sameShape(Value other) {
        return channels() == other.channels() && height() == other.height() && width() == other.width();
    }

    @Override
    public String toString() {
        return "tensor \"" + name + "\" " + Arrays.toString(dims);
    }
}

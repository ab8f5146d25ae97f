package io.microexp.internal.engine.ir;

import io.microexp.internal.engine.onnx.Limits;
import java.util.Arrays;

/**
 * An activation tensor between operators. Values are compared by identity.
 *
 * <p>Dimensions are those of ONNX without the batch: channels, height, width. A tensor of fewer dimensions is a map of
 * height or width 1.
 */
public final class Value {
    private final String name;
    private final int[] dims;

    /**
     * Creates a tensor.
     *
     * @param name its name in the graph, for messages
     * @param dims its dimensions without the batch, one to three
     */
    public Value(String name, int... dims) {
        this.name = name;
        this.dims = dims.clone();
        Limits.elements(this, this.dims);
    }

    public int[] dims() {
        return dims.clone();
    }

    public int rank() {
        return dims.length;
    }

    public int channels() {
        return dims[0];
    }

    public int height() {
        return dims.length > 1 ? dims[1] : 1;
    }

    public int width() {
        return dims.length > 2 ? dims[2] : 1;
    }

    public int pixels() {
        return height() * width();
    }

    public int elements() {
        return channels() * pixels();
    }

    public boolean sameShape(Value other) {
        return channels() == other.channels() && height() == other.height() && width() == other.width();
    }

    @Override
    public String toString() {
        return "tensor \"" + name + "\" " + Arrays.toString(dims);
    }
}

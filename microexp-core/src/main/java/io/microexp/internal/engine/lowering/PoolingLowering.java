package io.microexp.internal.engine.lowering;

import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.ir.Padding;
import io.microexp.internal.engine.ir.Value;
import io.microexp.internal.engine.ir.Window;
import io.microexp.internal.engine.onnx.OnnxNode;
import java.util.Arrays;

/** Lowers pooling and means. */
final class PoolingLowering {
    private final Scope scope;

    PoolingLowering(Scope scope) {
        this.scope = scope;
    }

    Value globalAverage(OnnxNode node, Value input, boolean keepDims) {
        requireMap(node, input);
        Value output = keepDims
                ? new Value(node.output(), input.channels(), 1, 1)
                : new Value(node.output(), input.channels());
        return scope.ops().add(new Op.GlobalAverage(input, output));
    }

    Value reduceMean(OnnxNode node, Value input) {
        int[] axes = node.hasInput(1)
                ? node.toInts("axes", scope.constant(node, 1).requireIntegers())
                : node.integers("axes");
        int[] positive = Arrays.stream(axes)
                .map(axis -> axis < 0 ? axis + 4 : axis)
                .sorted()
                .toArray();
        if (!Arrays.equals(positive, new int[] {2, 3})) {
            throw node.unsupported("a mean over axes " + Arrays.toString(axes) + "; it takes height and width, [2, 3]");
        }
        return globalAverage(node, input, node.integer("keepdims", 1) != 0);
    }

    Value pool(OnnxNode node, Value input, boolean maximum) {
        requireMap(node, input);
        Window window = WindowReader.read(node, node.integers("kernel_shape"), input);
        if (node.integer("ceil_mode", 0) != 0) {
            if (!maximum) {
                throw node.unsupported("average pooling with ceil_mode");
            }
            window = roundedUp(window, input);
        }
        Value output = new Value(
                node.output(),
                input.channels(),
                window.outputHeight(input.height()),
                window.outputWidth(input.width()));
        return scope.ops().add(new Op.Pool(input, output, window, maximum, node.integer("count_include_pad", 0) != 0));
    }

    /** Extends the padding so that partial windows at the end count, unless they lie in the padding entirely. */
    private static Window roundedUp(Window window, Value input) {
        Padding padding = window.padding();
        int bottom = missing(
                input.height(), padding.top(), padding.bottom(), window.height(), window.dilationY(), window.strideY());
        int right = missing(
                input.width(), padding.left(), padding.right(), window.width(), window.dilationX(), window.strideX());
        return window.withPadding(padding.plus(new Padding(0, 0, bottom, right)));
    }

    private static int missing(int size, int before, int after, int taps, int dilation, int stride) {
        int rest = (size + before + after - dilation * (taps - 1) - 1) % stride;
        int nextStart = size + before + after - dilation * (taps - 1) - 1 - rest + stride;
        return rest == 0 || nextStart >= size + before ? 0 : stride - rest;
    }

    static void requireMap(OnnxNode node, Value input) {
        if (input.rank() != 3) {
            throw node.error("expected an input of batch x channels x height x width, found " + input);
        }
    }
}

package io.microexp.internal.engine.plan;

import io.microexp.internal.engine.ir.Activation;
import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.ir.Padding;
import io.microexp.internal.engine.ir.Value;
import io.microexp.internal.engine.ir.Window;
import io.microexp.internal.engine.kernel.View;

/**
 * Estimates the work of an operator in vectorized multiply-adds, about 0.2 ns each. The factors are measured upper
 * bounds; they need to be right within a factor of two or three, to bound the time of hostile files.
 */
final class Cost {
    private static final int EXPONENTIAL = 40;
    private static final int SCALAR_MULTIPLY_ADD = 8;
    private static final int SCALAR_COPY = 10;
    private static final int SCALAR_ARITHMETIC = 4;
    private static final int PIXEL = 10;

    private Cost() {}

    static long of(Op op) {
        Value output = op.output();
        if (op instanceof Op.Conv conv) {
            return convolution(conv);
        } else if (op instanceof Op.SqueezeExcite block) {
            return 2 * floats(block.input()) + convolution(block.reduce()) + convolution(block.expand());
        } else if (op instanceof Op.GlobalAverage average) {
            return floats(average.input());
        } else if (op instanceof Op.Pool pool) {
            return pool.window().taps() * (2 * floats(output) + (long) PIXEL * output.pixels());
        } else if (op instanceof Op.Softmax) {
            return (long) EXPONENTIAL * output.elements();
        } else if (op instanceof Op.Unary unary && unary.activation().kind() == Activation.Kind.SIGMOID) {
            return (long) EXPONENTIAL * output.elements();
        } else if (op instanceof Op.Unary || op instanceof Op.PRelu || op instanceof Op.Binary) {
            return (long) SCALAR_ARITHMETIC * output.elements() + (long) PIXEL * output.pixels();
        } else if (op instanceof Op.Resize) {
            return 2L * SCALAR_ARITHMETIC * output.elements() + (long) PIXEL * output.pixels();
        } else if (op instanceof Op.Reshape || op instanceof Op.Transpose || op instanceof Op.Literal) {
            return (long) SCALAR_COPY * output.elements();
        } else if (op instanceof Op.Concat concat) {
            return 2 * floats(output)
                    + (long) PIXEL * output.pixels() * concat.inputs().size();
        } else if (op instanceof Op.Slice || op instanceof Op.Pad) {
            return 2 * floats(output) + (long) PIXEL * output.pixels();
        } else {
            throw new AssertionError("No cost of " + op);
        }
    }

    /** Returns the cost of a border of zeros around a map. */
    static long border(Value map, Padding padding) {
        long lines = (long) map.height() + padding.top() + padding.bottom();
        return lines * (map.width() + padding.left() + padding.right()) * View.roundUp(map.channels());
    }

    private static long convolution(Op.Conv conv) {
        Window window = conv.window();
        int outputs = conv.output().channels();
        long filter = conv.weights().length() / outputs;
        boolean plain = !conv.isPointwise() && !conv.isDepthwise() && !conv.isDense();
        long lanes = plain ? (long) SCALAR_MULTIPLY_ADD * outputs : View.roundUp(outputs);
        return (filter * lanes + PIXEL + window.taps()) * conv.output().pixels();
    }

    /** Returns the floats of a map with channels padded to blocks. */
    private static long floats(Value map) {
        return (long) View.roundUp(map.channels()) * map.pixels();
    }
}

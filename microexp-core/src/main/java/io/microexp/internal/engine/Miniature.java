package io.microexp.internal.engine;

import io.microexp.internal.engine.ir.Activation;
import io.microexp.internal.engine.ir.LoweredGraph;
import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.ir.Padding;
import io.microexp.internal.engine.ir.Value;
import io.microexp.internal.engine.ir.Window;
import io.microexp.internal.engine.onnx.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A network of about a thousand floats that calls every method of the vector kernels and passes through each of its
 * loops at least twice: C2 omits the way back of a loop that has never been repeated, and compiles the method anew
 * when it is. All weights are zero.
 */
final class Miniature {
    private final List<Op> ops = new ArrayList<>();

    private Miniature() {}

    /**
     * Returns the network.
     *
     * @param lanes floats per vector
     */
    static LoweredGraph graph(int lanes) {
        return new Miniature().build(lanes);
    }

    private LoweredGraph build(int lanes) {
        // eight pixels are a tile of six and one of three; three vectors of channels are a tile of two and one of one
        Value image = value(2, 2, 4);
        Value wide = pointwise(image, null, 3 * lanes, Activation.HARD_SWISH);
        Value sum = pointwise(image, wide, 3 * lanes, Activation.RELU);
        // lines of 16 pixels are two tiles of six, one of three and one of one
        Value zeros = zeros(lanes, 2, 16);
        Value fine = depthwise(zeros, 3, 3);
        Value line = depthwise(zeros, 1, 3);
        Value coarse = depthwise(zeros(lanes, 2, 7), 5, 5);
        Value narrow = pointwise(image, null, 2 * lanes, Activation.clip(0, 6));
        Value mean = value(2 * lanes);
        ops.add(new Op.GlobalAverage(squeezeExcite(narrow, lanes), mean));
        Value scores = value(4 * lanes);
        ops.add(fullyConnected(mean, scores, Activation.IDENTITY));
        Map<String, Value> outputs = Map.of("sum", sum, "fine", fine, "line", line, "coarse", coarse, "scores", scores);
        return new LoweredGraph(ops, image, outputs);
    }

    private static Value value(int... dims) {
        return new Value("miniature", dims);
    }

    private Value zeros(int... dims) {
        Value zeros = value(dims);
        ops.add(new Op.Literal(zeros, new float[zeros.elements()]));
        return zeros;
    }

    private Value pointwise(Value in, Value residual, int channels, Activation activation) {
        Value out = value(channels, in.height(), in.width());
        Weights weights = Weights.of(new float[channels * in.channels()]);
        ops.add(new Op.Conv(in, residual, out, Window.POINT, 1, weights, new float[channels], activation));
        return out;
    }

    private Value depthwise(Value in, int height, int width) {
        int channels = in.channels();
        Padding padding = new Padding(height / 2, width / 2, height / 2, width / 2);
        Window window = new Window(height, width, 1, 1, 1, 1, padding);
        Value out = value(channels, in.height(), in.width());
        Weights weights = Weights.of(new float[channels * window.taps()]);
        ops.add(new Op.Conv(in, null, out, window, channels, weights, new float[channels], Activation.IDENTITY));
        return out;
    }

    private Value squeezeExcite(Value in, int squeezed) {
        Value mean = value(in.channels());
        Value hidden = value(squeezed);
        Value out = value(in.channels(), in.height(), in.width());
        Op.Conv reduce = fullyConnected(mean, hidden, Activation.RELU);
        Op.Conv expand = fullyConnected(hidden, value(in.channels()), Activation.hardSigmoid(1f / 6, 0.5f));
        ops.add(new Op.SqueezeExcite(in, out, reduce, expand));
        return out;
    }

    private static Op.Conv fullyConnected(Value in, Value out, Activation activation) {
        Weights weights = Weights.of(new float[out.channels() * in.channels()]);
        return new Op.Conv(in, null, out, Window.POINT, 1, weights, new float[out.channels()], activation);
    }
}

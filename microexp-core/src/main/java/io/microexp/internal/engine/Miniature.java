package io.microexp.internal.engine;

import io.microexp.internal.engine.ir.Activation;
import io.microexp.internal.engine.ir.LoweredGraph;
import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.ir.Padding;
import io.microexp.internal.engine.ir.Value;
import io.microexp.internal.engine.ir.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A network of a few hundred floats that calls every method of the vector kernels. All its weights are zero. */
final class Miniature {
    private static final int HEIGHT = 2; // windows of several lines

    private static final int WIDTH = 7; // one tile of six pixels and a smaller one

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
        Value image = value(2, HEIGHT, WIDTH);
        // three vectors of channels: a tile of two, and one of one
        Value wide = pointwise(image, null, 3 * lanes, Activation.HARD_SWISH);
        Value sum = pointwise(image, wide, 3 * lanes, Activation.RELU);
        Value narrow = pointwise(image, null, lanes, Activation.clip(0, 6));
        Value line = depthwise(narrow, 1, 3, 1);
        Value half = depthwise(narrow, 3, 3, 2);
        Value coarse = depthwise(depthwise(narrow, 3, 3, 1), 5, 5, 1);
        Value mean = value(lanes);
        ops.add(new Op.GlobalAverage(squeezeExcite(coarse), mean));
        Value scores = value(4 * lanes);
        ops.add(fullyConnected(mean, scores, Activation.IDENTITY));
        return new LoweredGraph(ops, image, Map.of("sum", sum, "line", line, "half", half, "scores", scores));
    }

    private static Value value(int... dims) {
        return new Value("miniature", dims);
    }

    private Value pointwise(Value in, Value residual, int channels, Activation activation) {
        Value out = value(channels, in.height(), in.width());
        float[] weights = new float[channels * in.channels()];
        ops.add(new Op.Conv(in, residual, out, Window.POINT, 1, weights, new float[channels], activation));
        return out;
    }

    private Value depthwise(Value in, int height, int width, int stride) {
        int channels = in.channels();
        Padding padding = new Padding(height / 2, width / 2, height / 2, width / 2);
        Window window = new Window(height, width, stride, stride, 1, 1, padding);
        Value out = value(channels, window.outputHeight(in.height()), window.outputWidth(in.width()));
        float[] weights = new float[channels * window.taps()];
        ops.add(new Op.Conv(in, null, out, window, channels, weights, new float[channels], Activation.RELU));
        return out;
    }

    private Value squeezeExcite(Value in) {
        Value mean = value(in.channels());
        Value hidden = value(in.channels());
        Value out = value(in.channels(), in.height(), in.width());
        Op.Conv reduce = fullyConnected(mean, hidden, Activation.RELU);
        Op.Conv expand = fullyConnected(hidden, value(in.channels()), Activation.hardSigmoid(1f / 6, 0.5f));
        ops.add(new Op.SqueezeExcite(in, out, reduce, expand));
        return out;
    }

    private static Op.Conv fullyConnected(Value in, Value out, Activation activation) {
        float[] weights = new float[out.channels() * in.channels()];
        return new Op.Conv(in, null, out, Window.POINT, 1, weights, new float[out.channels()], activation);
    }
}

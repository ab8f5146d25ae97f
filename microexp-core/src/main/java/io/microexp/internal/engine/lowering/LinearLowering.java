package io.microexp.internal.engine.lowering;

import io.microexp.internal.engine.ir.Activation;
import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.ir.Value;
import io.microexp.internal.engine.ir.Window;
import io.microexp.internal.engine.onnx.Constant;
import io.microexp.internal.engine.onnx.OnnxNode;
import io.microexp.internal.engine.onnx.Weights;

/** Lowers convolutions, matrix products and batch normalization. */
final class LinearLowering {
    private final Scope scope;
    private final Fusion fusion;
    private final int alike;

    /** A map of one channel stands for {@code alike} equal channels wherever a convolution expects so many. */
    LinearLowering(Scope scope, Fusion fusion, int alike) {
        this.scope = scope;
        this.fusion = fusion;
        this.alike = alike;
    }

    Value convolution(OnnxNode node, Value input) {
        PoolingLowering.requireMap(node, input);
        int groups = node.integer("group", 1);
        Constant weights = weights(node, groups, input);
        int outputs = weights.dims()[0];
        if (groups < 1
                || outputs < 1
                || outputs % groups != 0
                || (long) weights.dims()[1] * groups != input.channels()) {
            throw node.error("expected weights [outputs, " + input.channels() + " / groups, height, width], found "
                    + weights + " and " + groups + " groups");
        }
        int[] kernel = node.integers("kernel_shape", weights.dims()[2], weights.dims()[3]);
        weights.requireDims(outputs, weights.dims()[1], kernel[0], kernel.length > 1 ? kernel[1] : 0);
        Window window = WindowReader.read(node, kernel, input);
        Value source = input;
        Op.Pad pad = scope.ops().producer(input, Op.Pad.class, 1);
        if (pad != null && pad.isZeroBorder()) {
            scope.ops().take(pad);
            source = pad.input();
            window = window.withPadding(window.padding().plus(pad.border()));
        }
        float[] bias =
                node.hasInput(2) ? scope.constant(node, 2).requireDims(outputs).requireFloats() : new float[outputs];
        Value output = new Value(
                node.output(), outputs, window.outputHeight(source.height()), window.outputWidth(source.width()));
        return scope.ops()
                .add(new Op.Conv(
                        source, null, output, window, groups, weights.requireWeights(), bias, Activation.IDENTITY));
    }

    private Constant weights(OnnxNode node, int groups, Value input) {
        Constant weights = scope.constant(node, 1).requireRank(4);
        int[] dims = weights.dims();
        if (alike == 1 || groups != 1 || input.channels() != 1 || dims[1] != alike) {
            return weights;
        }
        int taps = dims[2] * dims[3];
        float[] values = weights.requireFloats();
        float[] sums = new float[dims[0] * taps];
        scope.budget().charge(node, sums.length);
        for (int i = 0; i < values.length; i++) {
            sums[i / (alike * taps) * taps + i % taps] += values[i];
        }
        return Constant.of(weights.name(), new int[] {dims[0], 1, dims[2], dims[3]}, sums);
    }

    Value gemm(OnnxNode node, Value input) {
        Constant matrix = scope.constant(node, 1).requireRank(2);
        float alpha = node.number("alpha", 1);
        float beta = node.number("beta", 1);
        if (node.integer("transA", 0) != 0) {
            throw node.unsupported("a transposed first input");
        }
        boolean transposed = node.integer("transB", 0) != 0;
        int outputs = matrix.dims()[transposed ? 0 : 1];
        float[] bias = new float[outputs];
        if (node.hasInput(2)) {
            Constant constant = scope.constant(node, 2);
            float[] summand = ElementwiseLowering.perChannel(constant, new Value(node.output(), outputs));
            if (summand == null) {
                throw node.unsupported(constant + " as a bias; it takes a scalar or one value per output");
            }
            for (int i = 0; i < outputs; i++) {
                bias[i] = beta * summand[i];
            }
        }
        return fullyConnected(node, input, matrix, transposed, alpha, bias);
    }

    Value matMul(OnnxNode node, Value input) {
        Constant matrix = scope.constant(node, 1).requireRank(2);
        return fullyConnected(node, input, matrix, false, 1, new float[matrix.dims()[1]]);
    }

    /** Lowers a product with a matrix [inputs, outputs], or its transpose, to a 1x1 convolution of one pixel. */
    private Value fullyConnected(
            OnnxNode node, Value input, Constant matrix, boolean transposed, float alpha, float[] bias) {
        int outputs = bias.length;
        int inputs = matrix.dims()[transposed ? 1 : 0];
        if (input.rank() != 1 || input.channels() != inputs || outputs < 1) {
            throw node.error("expected a first input of [batch, " + inputs + "] for " + matrix + ", found " + input);
        }
        Weights weights = matrix.requireWeights();
        if (!transposed || alpha != 1) {
            scope.budget().charge(node, weights.length());
            weights = Weights.of(filters(weights.toFloats(), outputs, inputs, transposed, alpha));
        }
        Value output = new Value(node.output(), outputs);
        return scope.ops().add(new Op.Conv(input, null, output, Window.POINT, 1, weights, bias, Activation.IDENTITY));
    }

    /** Returns a matrix as rows of one output each, multiplied by {@code alpha}. */
    private static float[] filters(float[] matrix, int outputs, int inputs, boolean transposed, float alpha) {
        float[] filters = new float[matrix.length];
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                filters[o * inputs + i] = alpha * matrix[transposed ? o * inputs + i : i * outputs + o];
            }
        }
        return filters;
    }

    Value batchNormalization(OnnxNode node, Value input) {
        if (node.integer("training_mode", 0) != 0) {
            throw node.unsupported("batch normalization in training mode");
        }
        int channels = input.channels();
        float[] gamma = scope.constant(node, 1).requireDims(channels).requireFloats();
        float[] beta = scope.constant(node, 2).requireDims(channels).requireFloats();
        float[] mean = scope.constant(node, 3).requireDims(channels).requireFloats();
        float[] variance = scope.constant(node, 4).requireDims(channels).requireFloats();
        float epsilon = node.number("epsilon", 1e-5f);
        float[] scale = new float[channels];
        float[] shift = new float[channels];
        for (int c = 0; c < channels; c++) {
            double factor = gamma[c] / Math.sqrt((double) variance[c] + epsilon);
            scale[c] = (float) factor;
            shift[c] = (float) (beta[c] - mean[c] * factor);
        }
        return fusion.affine(node.output(), input, scale, shift);
    }
}

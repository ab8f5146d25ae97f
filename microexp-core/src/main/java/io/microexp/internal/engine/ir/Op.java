package io.microexp.internal.engine.ir;

import io.microexp.internal.engine.onnx.Weights;
import java.util.List;

/** An operator of the lowered graph, which one or a few kernels run. Immutable. */
public sealed interface Op {
    List<Value> inputs();

    Value output();

    /** Returns the border around {@code input} that this operator reads as zeros. */
    default Padding paddingOf(Value input) {
        return Padding.NONE;
    }

    /** Returns whether the output may be written over the first input. */
    default boolean inPlace() {
        return false;
    }

    /**
     * Convolution, followed by bias, residual sum and activation. A fully connected layer is a 1x1 convolution of one
     * pixel.
     *
     * @param input the map
     * @param residual added before the activation, or null
     * @param output the result
     * @param window geometry
     * @param groups channel groups
     * @param weights [output channels][input channels / groups][height][width]
     * @param bias one per output channel
     * @param activation applied last
     */
    record Conv(
            Value input,
            Value residual,
            Value output,
            Window window,
            int groups,
            Weights weights,
            float[] bias,
            Activation activation)
            implements Op {
        @Override
        public List<Value> inputs() {
            return residual == null ? List.of(input) : List.of(input, residual);
        }

        /** Returns the multiply-adds of one image. */
        public long multiplyAdds() {
            return (long) weights.length() / output.channels() * output.elements();
        }

        @Override
        public Padding paddingOf(Value value) {
            return value == input ? window.padding() : Padding.NONE;
        }

        /** Returns whether this is a 1x1 convolution of stride 1 in one group, a matrix product. */
        public boolean isPointwise() {
            return window.isPoint() && groups == 1;
        }

        /** Returns whether there is one filter per channel. */
        public boolean isDepthwise() {
            return groups == input.channels() && groups == output.channels() && !window.isDilated();
        }

        /** Returns whether this convolution of one group is neither pointwise nor depthwise. */
        public boolean isDense() {
            return groups == 1 && !isPointwise() && !isDepthwise();
        }

        public boolean isFullyConnected() {
            return isPointwise() && output.pixels() == 1;
        }

        public Conv with(Value newOutput, Activation newActivation) {
            return new Conv(input, residual, newOutput, window, groups, weights, bias, newActivation);
        }

        public Conv withResidual(Value newResidual, Value newOutput) {
            return new Conv(input, newResidual, newOutput, window, groups, weights, bias, activation);
        }

        /** Folds a scale and shift per channel that follow this convolution into its weights. */
        public Conv withAffine(float[] scale, float[] shift, Value newOutput) {
            float[] scaled = weights.toFloats().clone();
            float[] shifted = bias.clone();
            int filter = scaled.length / scale.length;
            for (int i = 0; i < scaled.length; i++) {
                scaled[i] *= scale[i / filter];
            }
            for (int i = 0; i < shifted.length; i++) {
                shifted[i] = bias[i] * scale[i] + shift[i];
            }
            return new Conv(input, residual, newOutput, window, groups, Weights.of(scaled), shifted, activation);
        }
    }

    /**
     * The squeeze-and-excitation block of Hu et al. 2018: the channel means of the map pass through two fully connected
     * layers, whose result scales the channels.
     *
     * @param input the map
     * @param output the scaled map
     * @param reduce the first layer; its input and output exist only inside the block
     * @param expand the second layer
     */
    record SqueezeExcite(Value input, Value output, Conv reduce, Conv expand) implements Op {
        @Override
        public List<Value> inputs() {
            return List.of(input);
        }

        @Override
        public boolean inPlace() {
            return true;
        }
    }

    /**
     * The mean of each channel over all pixels.
     *
     * @param input the map
     * @param output one pixel
     */
    record GlobalAverage(Value input, Value output) implements Op {
        @Override
        public List<Value> inputs() {
            return List.of(input);
        }
    }

    /**
     * Maximum or average over a window. Pixels outside the map are left out.
     *
     * @param input the map
     * @param output the result
     * @param window geometry
     * @param maximum maximum, else average
     * @param countPadding whether an average divides by the whole window at the border
     */
    record Pool(Value input, Value output, Window window, boolean maximum, boolean countPadding) implements Op {
        @Override
        public List<Value> inputs() {
            return List.of(input);
        }
    }

    /**
     * Arithmetic on two maps. A second map of one pixel is broadcast over the first.
     *
     * @param first the map
     * @param second a map of the same shape, or one pixel of as many channels
     * @param output the result
     * @param arithmetic the operation
     */
    record Binary(Value first, Value second, Value output, Arithmetic arithmetic) implements Op {
        /** The operation. */
        public enum Arithmetic {
            ADD,
            SUBTRACT,
            MULTIPLY,
            DIVIDE
        }

        @Override
        public List<Value> inputs() {
            return List.of(first, second);
        }

        @Override
        public boolean inPlace() {
            return first != second;
        }
    }

    /**
     * A scale and a shift per channel. Exists only during lowering, which folds it into the preceding convolution or
     * turns it into a depthwise convolution of one tap.
     *
     * @param input the map
     * @param output the result
     * @param scale one per channel
     * @param shift one per channel
     */
    record Affine(Value input, Value output, float[] scale, float[] shift) implements Op {
        @Override
        public List<Value> inputs() {
            return List.of(input);
        }

        /** Returns this operator followed by another scale and shift. */
        public Affine then(float[] nextScale, float[] nextShift, Value newOutput) {
            float[] newScale = new float[scale.length];
            float[] newShift = new float[scale.length];
            for (int c = 0; c < scale.length; c++) {
                newScale[c] = scale[c] * nextScale[c];
                newShift[c] = shift[c] * nextScale[c] + nextShift[c];
            }
            return new Affine(input, newOutput, newScale, newShift);
        }

        public Conv toConv() {
            return new Conv(
                    input, null, output, Window.POINT, input.channels(), Weights.of(scale), shift, Activation.IDENTITY);
        }
    }

    /**
     * An activation that is not fused.
     *
     * @param input the map
     * @param output the result
     * @param activation the function
     */
    record Unary(Value input, Value output, Activation activation) implements Op {
        @Override
        public List<Value> inputs() {
            return List.of(input);
        }

        @Override
        public boolean inPlace() {
            return true;
        }
    }

    /**
     * ReLU with a slope per channel for negative values (He et al. 2015).
     *
     * @param input the map
     * @param output the result
     * @param slopes one per channel
     */
    record PRelu(Value input, Value output, float[] slopes) implements Op {
        @Override
        public List<Value> inputs() {
            return List.of(input);
        }

        @Override
        public boolean inPlace() {
            return true;
        }
    }

    /**
     * Softmax along one axis.
     *
     * @param input the logits
     * @param output the probabilities
     * @param axis 0 for channels, 1 for height, 2 for width
     */
    record Softmax(Value input, Value output, int axis) implements Op {
        @Override
        public List<Value> inputs() {
            return List.of(input);
        }

        @Override
        public boolean inPlace() {
            return true;
        }
    }

    /**
     * The same elements in ONNX's order (channels, height, width) in another shape.
     *
     * @param input the tensor
     * @param output the tensor in its new shape
     */
    record Reshape(Value input, Value output) implements Op {
        @Override
        public List<Value> inputs() {
            return List.of(input);
        }
    }

    /**
     * A permutation of the axes.
     *
     * @param input the tensor
     * @param output the result
     * @param axes the axis of the input from which each axis of the output is taken
     */
    record Transpose(Value input, Value output, int[] axes) implements Op {
        @Override
        public List<Value> inputs() {
            return List.of(input);
        }
    }

    /**
     * Tensors joined along one axis.
     *
     * @param inputs the tensors
     * @param output the result
     * @param axis 0 for channels, 1 for height, 2 for width
     */
    record Concat(List<Value> inputs, Value output, int axis) implements Op {}

    /**
     * A part of a tensor.
     *
     * @param input the tensor
     * @param output the part
     * @param starts first index along each axis
     * @param steps distance between indices along each axis
     */
    record Slice(Value input, Value output, int[] starts, int[] steps) implements Op {
        @Override
        public List<Value> inputs() {
            return List.of(input);
        }
    }

    /**
     * A tensor surrounded by a constant.
     *
     * @param input the tensor
     * @param output the larger tensor
     * @param before elements before the tensor along each axis
     * @param value the constant
     */
    record Pad(Value input, Value output, int[] before, float value) implements Op {
        /** Returns whether this surrounds a map with zeros, as a convolution can do by itself. */
        public boolean isZeroBorder() {
            return value == 0 && input.rank() == 3 && input.channels() == output.channels();
        }

        public Padding border() {
            int top = before[1];
            int left = before[2];
            int bottom = output.height() - input.height() - top;
            int right = output.width() - input.width() - left;
            return new Padding(top, left, bottom, right);
        }

        @Override
        public List<Value> inputs() {
            return List.of(input);
        }
    }

    /**
     * A map at another height and width.
     *
     * @param input the map
     * @param output the result
     * @param rows the source of each output line
     * @param columns the source of each output pixel of a line
     */
    record Resize(Value input, Value output, Resampling rows, Resampling columns) implements Op {
        @Override
        public List<Value> inputs() {
            return List.of(input);
        }
    }

    /**
     * A constant tensor that is an operand at run time.
     *
     * @param output the tensor
     * @param values its elements in ONNX's order
     */
    record Literal(Value output, float[] values) implements Op {
        @Override
        public List<Value> inputs() {
            return List.of();
        }
    }
}

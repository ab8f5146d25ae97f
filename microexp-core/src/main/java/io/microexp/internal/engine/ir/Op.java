package io.microexp.internal.engine.ir;

import java.util.List;

/** An operator of the lowered graph, which one or a few kernels run. Immutable. */
public sealed interface Op {
    List<Value> inputs();

    Value output();

    /** Returns the multiply-adds of one image. */
    default long multiplyAdds() {
        return output().elements();
    }

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
            float[] weights,
            float[] bias,
            Activation activation)
            implements Op {
        @Override
        public List<Value> inputs() {
            return residual == null ? List.of(input) : List.of(input, residual);
        }

        @Override
        public long multiplyAdds() {
            return (long) weights.length * output.pixels();
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
            float[] scaled = weights.clone();
            float[] shifted = bias.clone();
            int filter = weights.length / scale.length;
            for (int i = 0; i < scaled.length; i++) {
                scaled[i] *= scale[i / filter];
            }
            for (int i = 0; i < shifted.length; i++) {
                shifted[i] = bias[i] * scale[i] + shift[i];
            }
            return new Conv(input, residual, newOutput, window, groups, scaled, shifted, activation);
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
        public long multiplyAdds() {
            return 2L * input.elements() + reduce.multiplyAdds() + expand.multiplyAdds();
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

        @Override
        public long multiplyAdds() {
            return input.elements();
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

        @Override
        public long multiplyAdds() {
            return (long) output.elements() * window.taps();
        }
    }

    /**
     * Sum or product of two maps. A second map of one pixel is broadcast over the first.
     *
     * @param first the map
     * @param second a map of the same shape, or one pixel of as many channels
     * @param output the result
     * @param product product, else sum
     */
    record Binary(Value first, Value second, Value output, boolean product) implements Op {
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
     * Softmax over the channels of one pixel.
     *
     * @param input the logits
     * @param output the probabilities
     */
    record Softmax(Value input, Value output) implements Op {
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
}

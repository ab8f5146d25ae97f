package io.microexp.bench.layer;

import java.util.Arrays;
import java.util.function.Predicate;

/**
 * The distinct layers of MicroExpNet at the strides of the bundled model {@code fer2013} (1,1,2,2,2 on 48x48): kind,
 * input channels, output channels (hidden units of a squeeze-excite), kernel size, stride, size of the input map, and
 * number of occurrences. The dense convolutions do not occur in the network. Each is what a depthwise layer and the
 * pointwise layer after it replace. Result files identify a layer by its name, so a layer whose map or stride changes
 * gets a new name ({@code M48}: a map of 48x48).
 */
public enum Layer {
    STEM_S1(Kind.STEM, 1, 16, 3, 1, 48, 1),

    DEPTHWISE_16_K3_M48(Kind.DEPTHWISE, 16, 16, 3, 1, 48, 1),
    DEPTHWISE_72_K3_S2(Kind.DEPTHWISE, 72, 72, 3, 2, 48, 1),
    DEPTHWISE_88_K3(Kind.DEPTHWISE, 88, 88, 3, 1, 24, 1),
    DEPTHWISE_96_K5_S2(Kind.DEPTHWISE, 96, 96, 5, 2, 24, 1),
    DEPTHWISE_240_K5(Kind.DEPTHWISE, 240, 240, 5, 1, 12, 2),
    DEPTHWISE_120_K5(Kind.DEPTHWISE, 120, 120, 5, 1, 12, 1),
    DEPTHWISE_144_K5(Kind.DEPTHWISE, 144, 144, 5, 1, 12, 1),
    DEPTHWISE_288_K5_S2(Kind.DEPTHWISE, 288, 288, 5, 2, 12, 1),
    DEPTHWISE_576_K5(Kind.DEPTHWISE, 576, 576, 5, 1, 6, 2),

    POINTWISE_16_16_M48(Kind.POINTWISE, 16, 16, 1, 1, 48, 1),
    POINTWISE_16_72_M48(Kind.POINTWISE, 16, 72, 1, 1, 48, 1),
    POINTWISE_72_24(Kind.POINTWISE, 72, 24, 1, 1, 24, 1),
    POINTWISE_24_88(Kind.POINTWISE, 24, 88, 1, 1, 24, 1),
    POINTWISE_88_24(Kind.POINTWISE, 88, 24, 1, 1, 24, 1),
    POINTWISE_24_96(Kind.POINTWISE, 24, 96, 1, 1, 24, 1),
    POINTWISE_96_40(Kind.POINTWISE, 96, 40, 1, 1, 12, 1),
    POINTWISE_40_240(Kind.POINTWISE, 40, 240, 1, 1, 12, 2),
    POINTWISE_240_40(Kind.POINTWISE, 240, 40, 1, 1, 12, 2),
    POINTWISE_40_120(Kind.POINTWISE, 40, 120, 1, 1, 12, 1),
    POINTWISE_120_48(Kind.POINTWISE, 120, 48, 1, 1, 12, 1),
    POINTWISE_48_144(Kind.POINTWISE, 48, 144, 1, 1, 12, 1),
    POINTWISE_144_48(Kind.POINTWISE, 144, 48, 1, 1, 12, 1),
    POINTWISE_48_288(Kind.POINTWISE, 48, 288, 1, 1, 12, 1),
    POINTWISE_288_96(Kind.POINTWISE, 288, 96, 1, 1, 6, 1),
    POINTWISE_96_576(Kind.POINTWISE, 96, 576, 1, 1, 6, 3),
    POINTWISE_576_96(Kind.POINTWISE, 576, 96, 1, 1, 6, 2),

    SQUEEZE_EXCITE_16_M48(Kind.SQUEEZE_EXCITE, 16, 8, 1, 1, 48, 1),
    SQUEEZE_EXCITE_96(Kind.SQUEEZE_EXCITE, 96, 24, 1, 1, 12, 1),
    SQUEEZE_EXCITE_240(Kind.SQUEEZE_EXCITE, 240, 64, 1, 1, 12, 2),
    SQUEEZE_EXCITE_120(Kind.SQUEEZE_EXCITE, 120, 32, 1, 1, 12, 1),
    SQUEEZE_EXCITE_144(Kind.SQUEEZE_EXCITE, 144, 40, 1, 1, 12, 1),
    SQUEEZE_EXCITE_288(Kind.SQUEEZE_EXCITE, 288, 72, 1, 1, 6, 1),
    SQUEEZE_EXCITE_576(Kind.SQUEEZE_EXCITE, 576, 144, 1, 1, 6, 3),

    DENSE_16_16_K3_M48(Kind.DENSE, 16, 16, 3, 1, 48, 0),
    DENSE_72_24_K3_S2(Kind.DENSE, 72, 24, 3, 2, 48, 0),
    DENSE_88_24_K3(Kind.DENSE, 88, 24, 3, 1, 24, 0),
    DENSE_96_40_K5_S2(Kind.DENSE, 96, 40, 5, 2, 24, 0),
    DENSE_240_40_K5(Kind.DENSE, 240, 40, 5, 1, 12, 0),
    DENSE_120_48_K5(Kind.DENSE, 120, 48, 5, 1, 12, 0),
    DENSE_144_48_K5(Kind.DENSE, 144, 48, 5, 1, 12, 0),
    DENSE_288_96_K5_S2(Kind.DENSE, 288, 96, 5, 2, 12, 0),
    DENSE_576_96_K5(Kind.DENSE, 576, 96, 5, 1, 6, 0);

    /** What a layer computes. */
    public enum Kind {
        /** The first convolution, with one input channel. */
        STEM,
        /** A convolution with one filter per channel. */
        DEPTHWISE,
        /** A 1x1 convolution, which is a matrix product. */
        POINTWISE,
        /** Scales each channel by a gate that two fully connected layers compute from the channel means. */
        SQUEEZE_EXCITE,
        /** A convolution over all channels. */
        DENSE
    }

    private final Kind kind;
    private final int inputs;
    private final int outputs;
    private final int kernel;
    private final int stride;
    private final int size;
    private final int count;

    Layer(Kind kind, int inputs, int outputs, int kernel, int stride, int size, int count) {
        this.kind = kind;
        this.inputs = inputs;
        this.outputs = outputs;
        this.kernel = kernel;
        this.stride = stride;
        this.size = size;
        this.count = count;
    }

    /** Returns the kind. */
    public Kind kind() {
        return kind;
    }

    /** Returns the number of channels of the input map. */
    public int inputs() {
        return inputs;
    }

    /** Returns the number of channels of the output map. */
    public int outputs() {
        return kind == Kind.SQUEEZE_EXCITE ? inputs : outputs;
    }

    /** Returns the number of hidden units of a squeeze-excite. */
    public int hidden() {
        if (kind != Kind.SQUEEZE_EXCITE) {
            throw new IllegalStateException("Expected a squeeze-excite, which has hidden units, found " + this);
        }
        return outputs;
    }

    /** Returns the height and width of the filters. */
    public int kernel() {
        return kernel;
    }

    /** Returns the stride in pixels. */
    public int stride() {
        return stride;
    }

    /** Returns the height and width of the input map. */
    public int size() {
        return size;
    }

    /** Returns the height and width of the output map. */
    public int outputSize() {
        return size / stride;
    }

    /** Returns the number of occurrences in the network. */
    public int count() {
        return count;
    }

    /** Returns the number of groups of the convolution. */
    public int groups() {
        return kind == Kind.DEPTHWISE ? inputs : 1;
    }

    /** Returns the number of weights, excluding biases. */
    public long weights() {
        return kind == Kind.SQUEEZE_EXCITE
                ? 2L * inputs * hidden()
                : (long) outputs * (inputs / groups()) * kernel * kernel;
    }

    /** Returns the number of biases. */
    public long biases() {
        return kind == Kind.SQUEEZE_EXCITE ? (long) inputs + hidden() : outputs;
    }

    /** Returns the multiply-adds with weights for one image. One multiply-add is two floating-point operations. */
    public long multiplyAdds() {
        return kind == Kind.SQUEEZE_EXCITE ? weights() : weights() * outputSize() * outputSize();
    }

    /** Returns the floating-point operations for one image: two per multiply-add, and one per pixel pooled or scaled. */
    public long flops() {
        long pooling = kind == Kind.SQUEEZE_EXCITE ? 2L * inputs * size * size : 0;
        return 2 * multiplyAdds() + pooling;
    }

    /** Returns the bytes that must be moved for one image: weights, biases, the input map and the output map. */
    public long bytes() {
        long in = (long) inputs * size * size;
        long out = (long) outputs() * outputSize() * outputSize();
        return Float.BYTES * (weights() + biases() + in + out);
    }

    /** Returns the depthwise layer that replaces the window of this dense convolution. */
    public Layer depthwisePart() {
        return part(Kind.DEPTHWISE, layer -> layer.kernel == kernel && layer.stride == stride && layer.size == size);
    }

    /** Returns the pointwise layer that replaces the channel mixing of this dense convolution. */
    public Layer pointwisePart() {
        return part(Kind.POINTWISE, layer -> layer.outputs == outputs && layer.size == outputSize());
    }

    private Layer part(Kind wanted, Predicate<Layer> fits) {
        return Arrays.stream(values())
                .filter(layer -> kind == Kind.DENSE && layer.kind == wanted && layer.inputs == inputs)
                .filter(fits)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No " + wanted + " layer is a part of " + this));
    }

    /**
     * Returns the multiply-adds of this dense convolution divided by those of its depthwise and pointwise parts,
     * C_out K² / (C_out + K²). The paper's "C_out + K²" is a misprint.
     */
    public double denseOverSeparable() {
        double area = (double) kernel * kernel;
        return outputs * area / (outputs + area);
    }
}

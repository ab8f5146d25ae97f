package io.microexp.training.export;

import static io.microexp.training.onnx.OnnxAttributes.integer;
import static io.microexp.training.onnx.OnnxAttributes.ints;
import static io.microexp.training.onnx.OnnxAttributes.real;
import static io.microexp.training.onnx.OnnxAttributes.text;

import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.microexp.model.ModelMetadata;
import io.microexp.model.Preprocessing;
import io.microexp.training.nn.ConvNorm;
import io.microexp.training.nn.InvertedResidual;
import io.microexp.training.nn.Residual;
import io.microexp.training.nn.SqueezeExcite;
import io.microexp.training.nn.activation.HardSigmoid;
import io.microexp.training.nn.activation.HardSwish;
import io.microexp.training.nn.activation.Relu;
import io.microexp.training.nn.activation.Relu6;
import io.microexp.training.nn.activation.Sigmoid;
import io.microexp.training.nn.functional.ChannelsLast;
import io.microexp.training.nn.functional.Flatten;
import io.microexp.training.nn.functional.GlobalAveragePool;
import io.microexp.training.nn.functional.HalfTurn;
import io.microexp.training.nn.functional.MaxPool;
import io.microexp.training.nn.functional.Shift;
import io.microexp.training.nn.functional.Upsample;
import io.microexp.training.onnx.OnnxGraphBuilder;
import io.microexp.training.onnx.OnnxTensors;
import java.util.List;

/**
 * The ONNX graph of a trained network: batch-norm folded, temperature folded into the classifier, softmax inside,
 * dynamic batch. Input {@code input} (N, 1, H, W) normalized float32, output {@code probabilities} (N, classes).
 */
final class NetworkGraph {
    private static final String INPUT = "input";
    private static final String OUTPUT = "probabilities";

    private final OnnxGraphBuilder graph = new OnnxGraphBuilder();
    private final Linear classifier;
    private final float temperature;
    private final WeightFormat format;
    private int layers;

    private NetworkGraph(Linear classifier, float temperature, WeightFormat format) {
        this.classifier = classifier;
        this.temperature = temperature;
        this.format = format;
    }

    /**
     * Returns the bytes of the file.
     *
     * @param network its last layer with weights is the classifier
     * @param metadata goes into the file; its temperature divides the logits
     * @throws IllegalArgumentException if a block has no ONNX form here, or a weight does not fit the format
     */
    static byte[] write(Block network, ModelMetadata metadata, WeightFormat format) {
        List<Block> layers = Layers.of(network);
        if (layers.isEmpty() || !(layers.get(layers.size() - 1) instanceof Linear classifier)) {
            throw new IllegalArgumentException("Expected a network that ends in a Linear classifier, found " + network);
        }
        return new NetworkGraph(classifier, metadata.temperature(), format).write(network, metadata);
    }

    private byte[] write(Block network, ModelMetadata metadata) {
        Preprocessing input = metadata.preprocessing();
        String logits = visit(network, graph.input(INPUT, OnnxGraphBuilder.BATCH, 1, input.height(), input.width()));
        graph.node("Softmax", OUTPUT, List.of(logits), integer("axis", 1));
        graph.output(OUTPUT, OnnxGraphBuilder.BATCH, metadata.labels().size());
        return graph.build(metadata.toEntries());
    }

    private String visit(Block block, String x) {
        if (block instanceof ConvNorm convNorm) {
            return convNorm(convNorm, x);
        } else if (block instanceof InvertedResidual inverted) {
            String y = visit(inverted.body(), x);
            return inverted.isResidual() ? graph.node("Add", List.of(y, x)) : y;
        } else if (block instanceof Residual residual) {
            String y = visit(residual.body(), x);
            return graph.node("Relu", List.of(graph.node("Add", List.of(y, visit(residual.shortcut(), x)))));
        } else if (block instanceof SqueezeExcite squeezeExcite) {
            return squeezeExcite(squeezeExcite, x);
        } else if (block instanceof SequentialBlock sequence) {
            String y = x;
            for (Block child : sequence.getChildren().values()) {
                y = visit(child, y);
            }
            return y;
        } else if (block instanceof GlobalAveragePool) {
            return graph.node("Flatten", List.of(graph.node("GlobalAveragePool", List.of(x))));
        } else if (block instanceof MaxPool pool) {
            return maxPool(pool, x);
        } else if (block instanceof Flatten) {
            return graph.node("Flatten", List.of(x));
        } else if (block instanceof Linear linear) {
            return linear(linear, x);
        } else if (block instanceof Dropout || block instanceof ChannelsLast) {
            return x;
        }
        return entrance(block, x);
    }

    /* What MobileNetV1 does to a face before its first layer. */
    private String entrance(Block block, String x) {
        if (block instanceof Shift shift) {
            return graph.node("Add", List.of(x, shared("shift", shift.offset())));
        } else if (block instanceof HalfTurn) {
            return halfTurn(x);
        } else if (block instanceof Upsample upsample) {
            float[] scales = {1, 1, upsample.factor(), upsample.factor()};
            return graph.node(
                    "Resize",
                    List.of(x, "", graph.constant(OnnxTensors.floats("scales", scales, scales.length))),
                    text("mode", "linear"));
        }
        return activation(block, x);
    }

    /* A slice of everything, from the last row and column backwards. */
    private String halfTurn(String x) {
        String backwards = graph.constant(OnnxTensors.longs("turn_backwards", -1, -1));
        String ends = graph.constant(OnnxTensors.longs("turn_ends", Long.MIN_VALUE, Long.MIN_VALUE));
        String axes = graph.constant(OnnxTensors.longs("turn_axes", 2, 3));
        return graph.node("Slice", List.of(x, backwards, ends, axes, backwards));
    }

    private String activation(Block block, String x) {
        if (block instanceof HardSwish) {
            return graph.node("HardSwish", List.of(x));
        } else if (block instanceof HardSigmoid) {
            return graph.node("HardSigmoid", List.of(x), real("alpha", 1f / 6f), real("beta", 0.5f));
        } else if (block instanceof Relu) {
            return graph.node("Relu", List.of(x));
        } else if (block instanceof Relu6) {
            return graph.node("Clip", List.of(x, shared("relu6_min", 0f), shared("relu6_max", 6f)));
        } else if (block instanceof Sigmoid) {
            return graph.node("Sigmoid", List.of(x));
        }
        throw new IllegalArgumentException("No ONNX form for "
                + block.getClass().getName()
                + ": build the network of the blocks in io.microexp.training.nn that NetworkSpec's networks use");
    }

    private String maxPool(MaxPool block, String x) {
        long padding = block.padding();
        return graph.node(
                "MaxPool",
                List.of(x),
                ints("kernel_shape", block.kernel(), block.kernel()),
                ints("pads", padding, padding, padding, padding),
                ints("strides", block.stride(), block.stride()));
    }

    private String shared(String name, float value) {
        return graph.shared(OnnxTensors.floats(name, new float[] {value}));
    }

    private String convNorm(ConvNorm block, String x) {
        Conv2d convolution = block.convolution();
        long[] shape = FoldedLayer.array(convolution, "weight").getShape().getShape();
        String y = convolution(
                FoldedLayer.of(block),
                shape,
                convolution.getStride().get(0),
                convolution.getPadding().get(0),
                convolution.getGroups(),
                x);
        return block.activation().map(activation -> activation(activation, y)).orElse(y);
    }

    private String convolution(FoldedLayer layer, long[] shape, long stride, long padding, int groups, String x) {
        String name = Layers.PREFIX + layers++;
        return graph.node(
                "Conv",
                List.of(x, weights(name + "_weight", layer.weight(), shape), bias(name + "_bias", layer.bias())),
                integer("group", groups),
                ints("kernel_shape", shape[2], shape[3]),
                ints("pads", padding, padding, padding, padding),
                ints("strides", stride, stride));
    }

    /* The pooled channels stay (N, C, 1, 1) and the fully connected layers are 1x1 convolutions: no reshaping. */
    private String squeezeExcite(SqueezeExcite block, String x) {
        String scale = x;
        for (Block child : block.excitation().getChildren().values()) {
            if (child instanceof GlobalAveragePool) {
                scale = graph.node("GlobalAveragePool", List.of(scale));
            } else if (child instanceof Linear linear) {
                FoldedLayer layer = FoldedLayer.of(linear);
                long units = layer.bias().length;
                scale = convolution(layer, new long[] {units, layer.weight().length / units, 1, 1}, 1, 0, 1, scale);
            } else {
                scale = activation(child, scale);
            }
        }
        return graph.node("Mul", List.of(x, scale));
    }

    private String linear(Linear block, String x) {
        FoldedLayer layer = FoldedLayer.of(block);
        if (block == classifier) {
            layer = layer.dividedBy(temperature);
        }
        String name = Layers.PREFIX + layers++;
        long units = layer.bias().length;
        return graph.node(
                "Gemm",
                List.of(
                        x,
                        weights(name + "_weight", layer.weight(), units, layer.weight().length / units),
                        bias(name + "_bias", layer.bias())),
                integer("transB", 1));
    }

    /** Stores the biases of a layer, as float32 in every format; returns their name. */
    private String bias(String name, float[] values) {
        return graph.constant(OnnxTensors.floats(name, values, values.length));
    }

    /** Stores weights; returns the name of their float32 form. */
    private String weights(String name, float[] values, long... shape) {
        return switch (format) {
            case FLOAT32 -> graph.constant(OnnxTensors.floats(name, values, shape));
            case FLOAT16 ->
                graph.node(
                        "Cast",
                        name + "_float",
                        List.of(graph.constant(OnnxTensors.halves(name, values, shape))),
                        integer("to", TensorProto.DataType.FLOAT_VALUE));
        };
    }
}

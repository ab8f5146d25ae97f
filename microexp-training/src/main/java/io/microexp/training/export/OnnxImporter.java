package io.microexp.training.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.microexp.ModelFormatException;
import io.microexp.model.EmotionModel;
import io.microexp.model.ModelMetadata;
import io.microexp.training.nn.ConvNorm;
import io.microexp.training.onnx.OnnxFile;
import io.microexp.training.onnx.OnnxTensors;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the weights of a model file into DJL blocks for inference. Batch normalization and temperature are folded in the
 * file, so the blocks' batch normalization only adds the bias, and the softmax of their logits gives the file's calibrated
 * probabilities. To continue training from a file, use {@link ModelWeights}, which restores batch normalization. The
 * blocks compute in float: of a quantized file they have the rounded weights, and activations are neither rounded nor
 * clipped to their ranges.
 */
public final class OnnxImporter {
    private OnnxImporter() {}

    /**
     * Builds the network of a model.
     *
     * @param model exported by this library
     * @param manager owns the parameters
     * @return the network, initialized and frozen: (N, 1, H, W) normalized float32 to logits (N, classes)
     * @throws ModelFormatException if the file names no network of this library, or its weights do not fit it
     */
    public static Block load(EmotionModel model, NDManager manager) {
        ModelMetadata metadata = model.metadata();
        Block network = NetworkDescription.read(model).build();
        Shape input = new Shape(
                1,
                1,
                metadata.preprocessing().height(),
                metadata.preprocessing().width());
        network.initialize(manager, DataType.FLOAT32, input);
        GraphProto graph = OnnxFile.parse(model).getGraph();
        List<TensorProto> tensors = StoredWeights.of(graph);
        List<Block> layers = Layers.of(network);
        if (tensors.size() != 2 * layers.size()) {
            throw mismatch(model, 2 * layers.size() + " weight tensors", String.valueOf(tensors.size()));
        }
        for (int i = 0; i < layers.size(); i++) {
            assign(model, layers.get(i), tensors.get(2 * i), tensors.get(2 * i + 1));
        }
        network.freezeParameters(true);
        return network;
    }

    private static void assign(EmotionModel model, Block layer, TensorProto weight, TensorProto bias) {
        if (layer instanceof ConvNorm convNorm) {
            assign(model, FoldedLayer.array(convNorm.convolution(), "weight"), weight);
            assign(model, FoldedLayer.array(convNorm.norm(), "beta"), bias);
            NDArray gamma = FoldedLayer.array(convNorm.norm(), "gamma");
            // mean 0 and variance 1 are batch-norm's initial statistics
            fill(gamma, (float) Math.sqrt(1.0 + ConvNorm.EPSILON));
        } else {
            assign(model, FoldedLayer.array((Linear) layer, "weight"), weight);
            assign(model, FoldedLayer.array((Linear) layer, "bias"), bias);
        }
    }

    /* A fully connected layer may be stored as a 1x1 convolution, so the number of values decides. */
    private static void assign(EmotionModel model, NDArray target, TensorProto tensor) {
        if (!OnnxTensors.isFloat(tensor) || OnnxTensors.values(tensor).length != target.size()) {
            throw mismatch(
                    model,
                    "float32 or float16 weights of " + target.getShape() + " in " + tensor.getName(),
                    tensor.getRawData().size() + " bytes of type " + OnnxTensors.type(tensor));
        }
        target.set(OnnxTensors.values(tensor));
    }

    private static void fill(NDArray target, float value) {
        float[] values = new float[Math.toIntExact(target.size())];
        Arrays.fill(values, value);
        target.set(values);
    }

    private static ModelFormatException mismatch(EmotionModel model, String expected, String found) {
        return new ModelFormatException("Model " + model.name() + ": expected " + expected + ", found " + found
                + ". Its weights are not those of the network it names; export it again");
    }
}

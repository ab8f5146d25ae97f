package io.microexp.training.pretrained;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.microexp.model.Preprocessing;
import io.microexp.training.augment.Batch;
import io.microexp.training.augment.BatchLoader;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.nn.ConvNorm;
import io.microexp.training.nn.PyTorchEngine;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The convolutions of HSE FaceRes (Savchenko 2021, "Facial expression and attributes recognition based on multi-task
 * learning of lightweight neural networks"): a MobileNetV1 trained on VGGFace2 for identity, age and gender, on RGB
 * values of 0 to 255. The file stores batch-norm as a scale and a bias. The scale of the dense kernels is already
 * multiplied in.
 */
public final class FaceRes {
    private static final int CALIBRATION_FACES = 256;
    private static final int RGB = 3;
    private static final float WHITE = 255f;

    private final TfjsWeights weights;

    private FaceRes(TfjsWeights weights) {
        this.weights = weights;
    }

    /**
     * Reads a file.
     *
     * @param model {@code faceres.json}, its shards beside it
     * @throws io.microexp.DataFormatException if it is not an intact TensorFlow.js model
     */
    public static FaceRes read(Path model) {
        return new FaceRes(TfjsWeights.read(model));
    }

    /** Returns the SHA-256 of the weights, in hexadecimal. */
    public String sha256() {
        return weights.sha256();
    }

    /**
     * Puts the weights into a network. Batch-norm is restored: its statistics are measured on faces, and its scale and
     * shift are set so that the layers compute what FaceRes computes. Training then continues where FaceRes ended. The
     * classifier is unchanged.
     *
     * @param network built from the specification, initialized
     * @param spec a {@link NetworkSpec.Architecture#MOBILENETV1}
     * @param faces to measure statistics on, never of a test split; the first 256 are used
     * @throws IllegalArgumentException if the network has another architecture
     * @throws io.microexp.DataFormatException if the file belongs to another network
     */
    public void copyTo(Block network, NetworkSpec spec, FaceDataset faces) {
        if (spec.architecture() != NetworkSpec.Architecture.MOBILENETV1) {
            throw new IllegalArgumentException(
                    "Expected the architecture MOBILENETV1 for the weights of FaceRes, found " + spec.architecture());
        }
        try (NDManager manager = PyTorchEngine.newManager()) {
            ParameterStore parameters = new ParameterStore(manager, false);
            NDArray x = pixels(manager, spec.preprocessing(), faces);
            int layers = 0;
            for (Block block : network.getChildren().values()) {
                try (NDManager scope = manager.newSubManager()) {
                    x.attach(scope);
                    if (block instanceof ConvNorm layer) {
                        layer(layers++, layer, spec.preprocessing()).assignTo(layer, parameters, x);
                    }
                    x = forward(block, parameters, x);
                    x.attach(manager);
                }
            }
        }
    }

    private static NDArray pixels(NDManager manager, Preprocessing input, FaceDataset faces) {
        try (BatchLoader batches = BatchLoader.evaluation(faces, input, CALIBRATION_FACES)) {
            Batch batch = batches.next();
            return manager.create(batch.pixels(), new Shape(batch.size(), 1, input.height(), input.width()));
        }
    }

    private static NDArray forward(Block block, ParameterStore parameters, NDArray x) {
        return block.forward(parameters, new NDList(x), false).singletonOrThrow();
    }

    /* MobileNetV1 is one dense convolution followed by pairs of a depthwise and a pointwise one. */
    private StoredLayer layer(int index, ConvNorm layer, Preprocessing input) {
        Shape shape =
                StoredLayer.parameter(layer.convolution(), "weight").getArray().getShape();
        int filters = (int) shape.get(0);
        int inputs = (int) shape.get(1);
        int side = (int) shape.get(2);
        int block = (index + 1) / 2;
        if (index == 0) {
            float[] rgb = weights.values("conv1/convolution/merged_input", side, side, RGB, filters);
            float[] kernel = gray(turned(rgb, side, RGB, filters), side * side, WHITE * input.std());
            return new StoredLayer(kernel, ones(filters), weights.values("conv1_bn/batchnorm_1/sub", filters));
        } else if (index % 2 == 1) {
            float[] kernel = weights.values("conv_dw_" + block + "/depthwise_kernel", side, side, filters, 1);
            String norm = "conv_dw_" + block + "_bn/batchnorm_1/";
            return new StoredLayer(
                    turned(kernel, side, inputs, filters),
                    weights.values(norm + "mul", filters),
                    weights.values(norm + "sub", filters));
        }
        float[] kernel = weights.values("conv_pw_" + block + "/convolution/merged_input", side, side, inputs, filters);
        return new StoredLayer(
                turned(kernel, side, inputs, filters),
                ones(filters),
                weights.values("conv_pw_" + block + "_bn/batchnorm_1/sub", filters));
    }

    /** From (H, W, inputs, filters) to (filters, inputs, H, W), each map turned by 180 degrees, see MobileNetV1. */
    private static float[] turned(float[] kernel, int side, int inputs, int filters) {
        int area = side * side;
        float[] result = new float[kernel.length];
        for (int p = 0; p < area; p++) {
            for (int i = 0; i < inputs; i++) {
                for (int f = 0; f < filters; f++) {
                    result[(f * inputs + i) * area + area - 1 - p] = kernel[(p * inputs + i) * filters + f];
                }
            }
        }
        return result;
    }

    /**
     * The kernel for a gray image, in which red, green and blue are equal and white is {@code 1 / scale} of what it
     * was.
     */
    private static float[] gray(float[] kernel, int area, float scale) {
        float[] result = new float[kernel.length / RGB];
        for (int i = 0; i < result.length; i++) {
            int red = i / area * RGB * area + i % area;
            result[i] = scale * (kernel[red] + kernel[red + area] + kernel[red + 2 * area]);
        }
        return result;
    }

    private static float[] ones(int count) {
        float[] ones = new float[count];
        Arrays.fill(ones, 1f);
        return ones;
    }
}

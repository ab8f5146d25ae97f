package io.microexp.training.pretrained;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import io.microexp.DataFormatException;
import io.microexp.model.Preprocessing;
import io.microexp.training.augment.Batch;
import io.microexp.training.augment.BatchLoader;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.nn.ConvNorm;
import io.microexp.training.nn.PyTorchEngine;
import io.microexp.training.nn.Residual;
import io.microexp.training.pretrained.OnnxConvolutions.Convolution;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The convolutions of a ResNet-50 that was trained on VGGFace2 (Cao et al. 2018, arXiv 1710.08092), the paper's
 * teacher, from an ONNX file. Its 53 convolutions are identified by order and shape, not by name, as PyTorch exports
 * them: the stem, then for each block the three of the body and that of the shortcut, if any. Batch-norm may be folded
 * or not.
 *
 * <p>The input is assumed to be that of the published network: blue, green and red of 0 to 255, minus the means
 * 91.4953, 103.8827 and 131.0912. For gray faces the three kernels of the stem are merged into one. At the border the
 * stem's outputs differ slightly, because the published network pads with its own mean color and this library with its
 * own mean.
 */
public final class VggFaceResNet50 {
    private static final int CONVOLUTIONS = 53;
    private static final int CALIBRATION_FACES = 64;
    private static final double[] MEANS = {91.4953, 103.8827, 131.0912};
    private static final double WHITE = 255;

    private final Path file;
    private final List<Convolution> convolutions;

    private VggFaceResNet50(Path file, List<Convolution> convolutions) {
        this.file = file;
        this.convolutions = convolutions;
    }

    /**
     * Reads a file.
     *
     * @param file in ONNX format
     * @throws DataFormatException if it is not an ONNX file, or does not have the convolutions of a ResNet-50
     */
    public static VggFaceResNet50 read(Path file) {
        List<Convolution> convolutions = OnnxConvolutions.read(file);
        if (convolutions.size() != CONVOLUTIONS) {
            throw new DataFormatException("Weights " + file + ": expected the " + CONVOLUTIONS
                    + " convolutions of ResNet-50, found " + convolutions.size() + ". Give a ResNet-50 in ONNX format");
        }
        return new VggFaceResNet50(file, convolutions);
    }

    /**
     * Puts the weights into a network. The classifier is unchanged. Batch-norm takes its statistics from faces, and a
     * scale and shift with which the layers compute what those of the file do.
     *
     * @param network built from the specification, initialized
     * @param spec a {@link NetworkSpec.Architecture#RESNET50}
     * @param faces to measure statistics on, never of a test split; the first 64 are used
     * @throws IllegalArgumentException if the network has another architecture
     * @throws DataFormatException if the file belongs to another network
     */
    public void copyTo(Block network, NetworkSpec spec, FaceDataset faces) {
        if (spec.architecture() != NetworkSpec.Architecture.RESNET50) {
            throw new IllegalArgumentException(
                    "Expected the architecture RESNET50 for the weights of a ResNet-50, found " + spec.architecture());
        }
        try (NDManager manager = PyTorchEngine.newManager();
                BatchLoader batches = BatchLoader.evaluation(faces, spec.preprocessing(), CALIBRATION_FACES)) {
            Batch batch = batches.next();
            Shape shape = new Shape(
                    batch.size(),
                    1,
                    spec.preprocessing().height(),
                    spec.preprocessing().width());
            new Copy(spec.preprocessing(), new ParameterStore(manager, false))
                    .visit(network, manager.create(batch.pixels(), shape));
        }
    }

    /** One walk through the network, forward pass and weights together. */
    private final class Copy {
        private final Preprocessing input;
        private final ParameterStore parameters;
        private int done;

        Copy(Preprocessing input, ParameterStore parameters) {
            this.input = input;
            this.parameters = parameters;
        }

        /* Arrays of a block are closed with it, all but its result. */
        NDArray visit(Block block, NDArray x) {
            NDManager outer = x.getManager();
            try (NDManager scope = outer.newSubManager()) {
                x.attach(scope);
                NDArray y = visitInside(block, x);
                x.attach(outer);
                y.attach(outer);
                return y;
            }
        }

        private NDArray visitInside(Block block, NDArray x) {
            if (block instanceof ConvNorm layer) {
                layer(layer).assignTo(layer, parameters, x);
            } else if (block instanceof Residual residual) {
                return residual(residual, x);
            } else if (block instanceof SequentialBlock sequence) {
                NDArray y = x;
                for (Block child : sequence.getChildren().values()) {
                    y = visit(child, y);
                }
                return y;
            } else if (block instanceof Linear) {
                return x;
            }
            return block.forward(parameters, new NDList(x), false).singletonOrThrow();
        }

        private NDArray residual(Residual residual, NDArray x) {
            String from = convolutions.get(done).input();
            visit(residual.body(), x);
            if (residual.shortcut().getChildren().size() > 0) {
                String found = convolutions.get(done).input();
                if (!found.equals(from)) {
                    throw mismatch("a shortcut from " + from, "a convolution of " + found);
                }
                visit(residual.shortcut(), x);
            }
            return residual.forward(parameters, new NDList(x), false).singletonOrThrow();
        }

        private StoredLayer layer(ConvNorm target) {
            Shape shape = StoredLayer.parameter(target.convolution(), "weight")
                    .getArray()
                    .getShape();
            boolean stem = done == 0;
            List<Long> expected = new ArrayList<>();
            for (long dimension : shape.getShape()) {
                expected.add(dimension);
            }
            if (stem) {
                expected.set(1, (long) MEANS.length);
            }
            Convolution convolution = convolutions.get(done);
            if (!convolution.shape().equals(expected)) {
                throw mismatch("kernels of " + expected, "kernels of " + convolution.shape());
            }
            done++;
            return stem ? gray(convolution.layer(), (int) (shape.get(2) * shape.get(3))) : convolution.layer();
        }

        private DataFormatException mismatch(String expected, String found) {
            return new DataFormatException("Weights " + file + ", convolution " + (done + 1) + " of " + CONVOLUTIONS
                    + ": expected " + expected + ", found " + found
                    + ". Give a ResNet-50 for color images in ONNX format, its convolutions in PyTorch's order");
        }

        /* Of a face x here, theirs is 255 (std x + mean) - means: one kernel, and a constant for the bias. */
        private StoredLayer gray(StoredLayer color, int area) {
            float[] kernel = new float[color.kernel().length / MEANS.length];
            float[] bias = color.bias().clone();
            for (int i = 0; i < kernel.length; i++) {
                int filter = i / area;
                double sum = 0;
                for (int c = 0; c < MEANS.length; c++) {
                    double weight = color.kernel()[(filter * MEANS.length + c) * area + i % area];
                    sum += weight;
                    bias[filter] += (float) (color.scale()[filter] * weight * (WHITE * input.mean() - MEANS[c]));
                }
                kernel[i] = (float) (WHITE * input.std() * sum);
            }
            return new StoredLayer(kernel, color.scale(), bias);
        }
    }
}

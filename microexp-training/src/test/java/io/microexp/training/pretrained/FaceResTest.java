package io.microexp.training.pretrained;

import static io.microexp.testing.Tolerances.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import io.microexp.DataFormatException;
import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.synthetic.SyntheticFaces;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.NetworkSpec.Architecture;
import io.microexp.training.network.Strides;
import io.microexp.training.nn.functional.GlobalAveragePool;
import io.microexp.training.testing.Forward;
import io.microexp.training.testing.RandomFaceRes;
import io.microexp.training.testing.TfjsFile;
import io.microexp.training.train.run.TrainingRun;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaceResTest {
    /** 27 layers in float32, each with its batch-norm taken apart and put together, on values up to 6. */
    private static final float ROUNDING = 1e-3f;

    private static final long SEED = 7;
    /** The smallest: maps of one pixel at the end. */
    private static final int SIDE = 16;

    private static final Preprocessing SMALL = new Preprocessing(SIDE, SIDE, 0.5f, 0.25f);
    private static final FaceDataset FACES = SyntheticFaces.generate("Training", Emotion.FER2013, 14, SIDE, SEED);

    @TempDir
    private Path folder;

    private static NetworkSpec spec(Architecture architecture) {
        return new NetworkSpec(architecture, Emotion.FER2013, SMALL, Strides.LITERAL, false, 0.3f);
    }

    @Test
    void theNetworkComputesWhatTensorFlowWould() throws Exception {
        RandomFaceRes random = new RandomFaceRes(SEED);
        NetworkSpec spec = spec(Architecture.MOBILENETV1);
        try (NDManager manager = NDManager.newBaseManager()) {
            SequentialBlock network = initialized(spec, manager);
            FaceRes.read(random.write(folder)).copyTo(network, spec, FACES);
            FloatBuffer pixels = FloatBuffer.allocate(SIDE * SIDE);
            SMALL.apply(FACES.image(3), pixels, 0);
            float[] embedding = embedding(network, manager.create(pixels.array(), new Shape(1, 1, SIDE, SIDE)));

            float[] expected = random.embedding(enlarged(pixels.array()), 2 * SIDE);

            assertClose(embedding, expected, ROUNDING);
            assertThat(active(expected))
                    .as("channels neither 0 nor 6, seed %d", SEED)
                    .isGreaterThan(100);
        }
    }

    private static float[] embedding(SequentialBlock network, NDArray x) {
        NDArray y = x;
        for (Block block : network.getChildren().values()) {
            y = Forward.of(block, y);
            if (block instanceof GlobalAveragePool) {
                return y.toFloatArray();
            }
        }
        throw new AssertionError("No pool in " + network);
    }

    /** Pixels of 0 to 255, twice as large: between the centers of two pixels, three quarters of the nearer one. */
    private static float[] enlarged(float[] normalized) {
        float[] result = new float[4 * normalized.length];
        for (int row = 0; row < 2 * SIDE; row++) {
            for (int column = 0; column < 2 * SIDE; column++) {
                double sum = 0;
                for (int k = 0; k < 4; k++) {
                    int y = clamp(row / 2 + (k / 2 == 0 ? 0 : 2 * (row % 2) - 1));
                    int x = clamp(column / 2 + (k % 2 == 0 ? 0 : 2 * (column % 2) - 1));
                    double share = (k / 2 == 0 ? 0.75 : 0.25) * (k % 2 == 0 ? 0.75 : 0.25);
                    sum += share * 255 * (normalized[y * SIDE + x] * SMALL.std() + SMALL.mean());
                }
                result[row * 2 * SIDE + column] = (float) sum;
            }
        }
        return result;
    }

    private static int clamp(int pixel) {
        return Math.min(Math.max(pixel, 0), SIDE - 1);
    }

    private static int active(float[] embedding) {
        int active = 0;
        for (float value : embedding) {
            active += value > 0 && value < 6 ? 1 : 0;
        }
        return active;
    }

    /** Otherwise batch-norm in training would compute something else than what the weights were trained for. */
    @Test
    void trainingStartsFromTheSameFunctionAsInference() throws Exception {
        NetworkSpec spec = spec(Architecture.MOBILENETV1);
        try (NDManager manager = NDManager.newBaseManager()) {
            SequentialBlock network = initialized(spec, manager);
            FaceRes.read(new RandomFaceRes(SEED).write(folder)).copyTo(network, spec, FACES);
            FloatBuffer pixels = FloatBuffer.allocate(FACES.size() * SIDE * SIDE);
            for (int i = 0; i < FACES.size(); i++) {
                SMALL.apply(FACES.image(i), pixels, i * SIDE * SIDE);
            }
            NDArray x = manager.create(pixels.array(), new Shape(FACES.size(), 1, SIDE, SIDE));
            NDArray training = x;
            for (Block block : network.getChildren().values()) {
                if (block instanceof GlobalAveragePool) {
                    break;
                }
                x = Forward.of(block, x);
                training = Forward.training(block, training);
            }
            assertClose(training.toFloatArray(), x.toFloatArray(), ROUNDING);
        }
    }

    @Test
    void anotherArchitectureIsRefused() throws Exception {
        FaceRes weights = FaceRes.read(new RandomFaceRes(SEED).write(folder));
        NetworkSpec resnet = spec(Architecture.RESNET);
        try (NDManager manager = NDManager.newBaseManager()) {
            SequentialBlock network = initialized(resnet, manager);
            assertThatThrownBy(() -> weights.copyTo(network, resnet, FACES))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("MOBILENETV1", "found RESNET");
        }
    }

    @Test
    void aFileOfAnotherNetworkIsRefused() throws Exception {
        Path other = new TfjsFile(100)
                .float32("conv1/convolution/merged_input", new int[] {1, 1, 3, 2}, 1, 2, 3, 4, 5, 6)
                .write(folder, "other");
        NetworkSpec spec = spec(Architecture.MOBILENETV1);
        try (NDManager manager = NDManager.newBaseManager()) {
            SequentialBlock network = initialized(spec, manager);
            assertThatThrownBy(() -> FaceRes.read(other).copyTo(network, spec, FACES))
                    .isInstanceOf(DataFormatException.class)
                    .hasMessageContainingAll(
                            "other.json", "conv1/convolution/merged_input of shape [3, 3, 3, 32]", "[1, 1, 3, 2]");
        }
    }

    private static SequentialBlock initialized(NetworkSpec spec, NDManager manager) {
        SequentialBlock network = spec.build();
        TrainingRun.initialize(network, manager, spec.preprocessing(), SEED);
        return network;
    }
}

package io.microexp.training.distill;

import static io.microexp.testing.Tolerances.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import io.microexp.testing.TestFaces;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.NetworkSpec.Architecture;
import io.microexp.training.network.Strides;
import io.microexp.training.testing.TestNetworks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HintTest {
    private static final NetworkSpec STUDENT =
            NetworkSpec.microExpNet(Emotion.FER2013).withStrides(Strides.LITERAL);
    private static final long SEED = 5;
    private static final int FACES = 6;
    private static final int CHANNELS = 576;
    private static final double EPSILON = 1e-5;

    /** Sums in another order, divided by deviations down to 0.003. */
    private static final float NORMALISED = 1e-3f;

    @TempDir
    private Path folder;

    /** Features and attention by hand, then means, and means and deviations of the means over the batch. */
    @Test
    void saysTheMeansOfTheLastMapsNormalisedOverTheBatch() throws IOException {
        Path run = TestNetworks.run(folder.resolve("teacher"), STUDENT, SEED);
        try (NDManager manager = NDManager.newBaseManager();
                Hint hint = Hint.open(run, STUDENT)) {
            NDArray pixels = TestNetworks.pixels(TestFaces.of(FACES, 48, 48, SEED), STUDENT.preprocessing(), manager);
            SequentialBlock network = (SequentialBlock) TestNetworks.of(STUDENT, SEED, manager);
            List<Block> children = network.getChildren().values();
            ParameterStore parameters = new ParameterStore(manager, false);
            NDList maps = new NDList(pixels);
            for (Block child : children.subList(0, 2)) {
                maps = child.forward(parameters, maps, false);
            }

            NDArray said = hint.of(pixels);

            assertThat(hint.size()).isEqualTo(CHANNELS);
            assertThat(said.getShape()).isEqualTo(new Shape(FACES, CHANNELS));
            assertClose(said.toFloatArray(), normalised(means(maps.singletonOrThrow())), NORMALISED);
        }
    }

    private static double[][] means(NDArray maps) {
        float[] values = maps.toFloatArray();
        int area = values.length / FACES / CHANNELS;
        double[][] means = new double[FACES][CHANNELS];
        for (int i = 0; i < values.length; i++) {
            means[i / area / CHANNELS][i / area % CHANNELS] += values[i] / (double) area;
        }
        return means;
    }

    private static float[] normalised(double[][] values) {
        float[] normalised = new float[FACES * CHANNELS];
        for (int c = 0; c < CHANNELS; c++) {
            double sum = 0;
            double squares = 0;
            for (double[] face : values) {
                sum += face[c];
            }
            double mean = sum / FACES;
            for (double[] face : values) {
                squares += (face[c] - mean) * (face[c] - mean);
            }
            double deviation = Math.sqrt(squares / FACES + EPSILON);
            for (int face = 0; face < FACES; face++) {
                normalised[face * CHANNELS + c] = (float) ((values[face][c] - mean) / deviation);
            }
        }
        return normalised;
    }

    @Test
    void aTeacherOfOtherClassesHintsToo() throws IOException {
        NetworkSpec eight = new NetworkSpec(
                Architecture.MOBILENETV1, Emotion.FERPLUS, Preprocessing.FER2013, Strides.LITERAL, false, 0f);
        Path run = TestNetworks.run(folder.resolve("eight"), eight, SEED);
        try (Hint hint = Hint.open(run, STUDENT)) {
            assertThat(hint.size()).isEqualTo(1024);
        }
    }

    @Test
    void aTeacherOfOtherInputOrWithoutAPoolIsRefused() throws IOException {
        Path same = TestNetworks.run(folder.resolve("same"), STUDENT, SEED);
        NetworkSpec larger = TestNetworks.larger(STUDENT);
        assertThatThrownBy(() -> Hint.open(same, larger))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("Hint same", "width=64", "found", "width=48");
        NetworkSpec vgg =
                new NetworkSpec(Architecture.VGG, Emotion.FER2013, Preprocessing.FER2013, Strides.LITERAL, false, 0f);
        Path flat = TestNetworks.run(folder.resolve("flat"), vgg, SEED);
        assertThatThrownBy(() -> Hint.open(flat, STUDENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Hint flat: expected a network with a global average pool, found VGG");
    }
}

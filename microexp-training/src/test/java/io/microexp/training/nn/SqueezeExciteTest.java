package io.microexp.training.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.microexp.training.nn.activation.Nonlinearity;
import io.microexp.training.testing.Forward;
import io.microexp.training.testing.Gradients;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SqueezeExciteTest {
    private static final int CHANNELS = 4;
    private static final int SQUEEZED = 2;
    private static final Shape MAPS = new Shape(2, CHANNELS, 3, 3);
    private static final long SEED = 7;

    @Test
    void scalesEachChannelByTheGateOfTheMeans() {
        try (NDManager manager = NDManager.newBaseManager()) {
            SqueezeExcite block = block(manager, Nonlinearity.SIGMOID, 1, 1);
            List<Parameter> parameters = block.getParameters().values();
            // squeeze: the sum of all means, minus 1 and minus 100; excite: c times the first plus 5 times the second
            set(parameters.get(0), 1, 1, 1, 1, 1, 1, 1, 1);
            set(parameters.get(1), -1, -100);
            set(parameters.get(2), 0, 5, 1, 5, 2, 5, 3, 5);
            set(parameters.get(3), 0, 0, 0, -1);
            NDArray x = manager.create(new double[] {1, -3, 0, 2, 0.5, 0.5, 4, 0}, new Shape(1, CHANNELS, 1, 2));
            // means -1, 1, 0.5, 2; their sum 2.5, squeezed to relu(1.5) and relu(-97.5)
            double[] gates = {sigmoid(0), sigmoid(1.5), sigmoid(3), sigmoid(3.5)};
            double[] y = Forward.of(block, x).toDoubleArray();
            double[] inputs = x.toDoubleArray();
            assertThat(y).hasSize(inputs.length);
            for (int i = 0; i < y.length; i++) {
                assertThat(y[i]).isCloseTo(inputs[i] * gates[i / 2], offset(1e-12));
            }
        }
    }

    @Test
    void gradientsByTheMapsMatchDifferences() {
        try (NDManager manager = NDManager.newBaseManager()) {
            for (Nonlinearity gate : List.of(Nonlinearity.SIGMOID, Nonlinearity.HARD_SIGMOID)) {
                SqueezeExcite block = block(manager, gate, 3, 3);
                Gradients.assertMatchDifferences(random(MAPS.size()), MAPS, x -> Forward.of(block, x));
            }
        }
    }

    @Test
    void gradientsByTheParametersMatchDifferences() {
        try (NDManager manager = NDManager.newBaseManager()) {
            int[] indices = IntStream.range(0, 4).toArray();
            for (int index : indices) {
                SqueezeExcite block = block(manager, Nonlinearity.HARD_SIGMOID, 3, 3);
                Parameter parameter = block.getParameters().values().get(index);
                NDArray own = parameter.getArray();
                Gradients.assertMatchDifferences(own.toDoubleArray(), own.getShape(), value -> {
                    replace(parameter, value);
                    return Forward.of(block, value.getManager().create(random(MAPS.size()), MAPS));
                });
            }
        }
    }

    private static SqueezeExcite block(NDManager manager, Nonlinearity gate, int height, int width) {
        SqueezeExcite block = new SqueezeExcite(CHANNELS, SQUEEZED, gate);
        block.initialize(manager, DataType.FLOAT64, new Shape(1, CHANNELS, height, width));
        Random random = new Random(SEED);
        for (Parameter parameter : block.getParameters().values()) {
            set(
                    parameter,
                    random.doubles(parameter.getArray().size(), -0.5, 0.5).toArray());
        }
        return block;
    }

    private static void set(Parameter parameter, double... values) {
        NDArray old = parameter.getArray();
        replace(parameter, old.getManager().create(values, old.getShape()));
    }

    private static void replace(Parameter parameter, NDArray value) {
        parameter.close();
        parameter.setShape(null);
        parameter.setArray(value);
    }

    private static double[] random(long size) {
        return new Random(SEED).doubles(size, -1, 1).toArray();
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}

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
import org.junit.jupiter.api.Test;

class ConvNormTest {
    /** Sums of a few float32 values near 1. */
    private static final float ROUNDING = 1e-5f;
    /** The share of the old statistics that a batch leaves. */
    private static final float MOMENTUM = 0.9f;

    @Test
    void outputsFollowStrideAndFilters() {
        try (NDManager manager = NDManager.newBaseManager()) {
            for (int kernel : new int[] {1, 3, 5}) {
                for (int stride : new int[] {1, 2}) {
                    ConvNorm block = new ConvNorm(6, kernel, stride, 3, Nonlinearity.RELU);
                    block.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 12, 8));
                    Shape expected = new Shape(2, 6, 12 / stride, 8 / stride);
                    assertThat(Forward.of(block, manager.ones(new Shape(2, 3, 12, 8)))
                                    .getShape())
                            .isEqualTo(expected);
                    assertThat(block.getOutputShapes(new Shape[] {new Shape(2, 3, 12, 8)}))
                            .containsExactly(expected);
                }
            }
        }
    }

    /** A 1x1 convolution of weight 1 on the values 1, 2, 3, 6: mean 3, biased variance 3.5, unbiased 14 / 3. */
    @Test
    void trainingNormalizesByTheBatchAndAveragesItsStatistics() {
        try (NDManager manager = NDManager.newBaseManager()) {
            ConvNorm block = new ConvNorm(1, 1, 1, 1);
            block.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 2, 2));
            block.convolution().getParameters().get(0).getValue().getArray().set(new float[] {1f});
            NDArray x = manager.create(new float[] {1, 2, 3, 6}, new Shape(1, 1, 2, 2));

            float[] y = Forward.training(block, x).toFloatArray();

            float deviation = (float) Math.sqrt(3.5 + ConvNorm.EPSILON);
            assertThat(y).hasSize(4);
            assertThat(y[0]).isCloseTo(-2 / deviation, offset(ROUNDING));
            assertThat(y[3]).isCloseTo(3 / deviation, offset(ROUNDING));
            float mean = (1 - MOMENTUM) * 3;
            float variance = MOMENTUM + (1 - MOMENTUM) * 14 / 3;
            assertThat(statistic(block, Parameter.Type.RUNNING_MEAN)).isCloseTo(mean, offset(ROUNDING));
            assertThat(statistic(block, Parameter.Type.RUNNING_VAR)).isCloseTo(variance, offset(ROUNDING));

            float[] inference = Forward.of(block, x).toFloatArray();
            assertThat(inference[3])
                    .isCloseTo((float) ((6 - mean) / Math.sqrt(variance + ConvNorm.EPSILON)), offset(ROUNDING));
            assertThat(statistic(block, Parameter.Type.RUNNING_MEAN)).isCloseTo(mean, offset(ROUNDING));
        }
    }

    private static float statistic(ConvNorm block, Parameter.Type type) {
        return block.norm().getDirectParameters().values().stream()
                .filter(parameter -> parameter.getType() == type)
                .findFirst()
                .orElseThrow()
                .getArray()
                .toFloatArray()[0];
    }
}

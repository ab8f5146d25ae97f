package io.microexp.training.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import io.microexp.training.network.NetworkSpec.Architecture;
import org.junit.jupiter.api.Test;

class FaceVggTest {
    /** 3x3 kernels of 1-32-32-64-64-128-128-256-256 channels, scale and offset of each, then 9·256-256-7 with biases. */
    @Test
    void hasAboutTheParametersOfTheArticlesNetworkAtFullResolution() {
        NetworkSpec spec = new NetworkSpec(
                Architecture.VGG, Emotion.FER2013, Preprocessing.FER2013, Strides.HIGH_RESOLUTION, false, 0.4f);
        long kernels = 9L * (32 + 32 * 32 + 32 * 64 + 64 * 64 + 64 * 128 + 128 * 128 + 128 * 256 + 256 * 256);
        long norms = 2L * 2 * (32 + 64 + 128 + 256);
        long layers = (9 * 256 + 1) * 256 + (256 + 1) * 7;

        NetworkCost cost = NetworkCostTest.cost(spec.build(), new Shape(1, 1, 48, 48));

        assertThat(cost.parameters()).isEqualTo(kernels + norms + layers).isEqualTo(1_764_519);
    }
}

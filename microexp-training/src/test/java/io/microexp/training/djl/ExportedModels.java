package io.microexp.training.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.microexp.Emotion;
import io.microexp.model.EmotionModel;
import io.microexp.training.export.OnnxExporter;
import io.microexp.training.export.WeightFormat;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.Strides;
import io.microexp.training.testing.TestNetworks;
import io.microexp.training.train.run.Weights;
import java.util.Arrays;
import java.util.List;

/** Model files of the paper's network at its cheapest strides, with seeded weights. */
final class ExportedModels {
    private static final long SEED = 5;

    private ExportedModels() {}

    static EmotionModel of(List<Emotion> labels) {
        return of(labels, false);
    }

    /** A model whose every output is NaN. */
    static EmotionModel ofNans() {
        return of(Emotion.FER2013, true);
    }

    private static EmotionModel of(List<Emotion> labels, boolean nan) {
        NetworkSpec spec = NetworkSpec.microExpNet(labels).withStrides(Strides.LITERAL);
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = TestNetworks.of(spec, SEED, manager);
            if (nan) {
                List<Parameter> parameters = network.getParameters().values();
                float[] values = new float[labels.size()];
                Arrays.fill(values, Float.NaN);
                Weights.assign(parameters.get(parameters.size() - 1), values);
            }
            return OnnxExporter.builder(spec, network)
                    .weights(WeightFormat.FLOAT32)
                    .toModel("test");
        }
    }
}

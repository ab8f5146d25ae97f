package io.microexp.training.quantize;

import static io.microexp.testing.Tolerances.ACROSS_BACKENDS;
import static io.microexp.testing.Tolerances.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.microexp.Emotion;
import io.microexp.model.EmotionModel;
import io.microexp.model.Preprocessing;
import io.microexp.training.augment.BatchLoader;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.synthetic.SyntheticFaces;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ActivationStatisticsTest {
    private static final long SEED = 23;
    private static final FaceDataset FACES = SyntheticFaces.generate("Training", Emotion.FER2013, 14, 48, SEED);

    @Test
    void biasesMakeUpForWhatRoundedWeightsChangeOfTheMeanOutputs() {
        EmotionModel model = EmotionModel.bundled();
        FloatGraph graph = FloatGraph.of(model);
        Preprocessing input = model.metadata().preprocessing();
        Map<String, float[]> biases =
                ActivationStatistics.of(graph, input, FACES, done -> {}).biases();
        try (NDManager manager = NDManager.newBaseManager();
                BatchLoader batches = BatchLoader.evaluation(FACES, input, FACES.size())) {
            GraphRunner runner = new GraphRunner(graph, manager);
            Map<String, NDArray> tensors = new HashMap<>();
            runner.run(batches.next().pixels(), new Shape(FACES.size(), 1, 48, 48), (name, values) -> {
                NDArray kept = values.duplicate();
                kept.attach(manager);
                tensors.put(name, kept);
            });
            int changed = 0;
            for (NodeProto node : graph.nodes()) {
                if (FloatGraph.isLayer(node)) {
                    String output = node.getOutput(0);
                    float[] original = graph.constant(node, 2).values();
                    float[] rounded = means(runner.layer(node, tensors.get(node.getInput(0)), rounded(graph, node)));
                    for (int filter = 0; filter < rounded.length; filter++) {
                        rounded[filter] += biases.get(output)[filter];
                        changed += biases.get(output)[filter] != original[filter] ? 1 : 0;
                    }
                    assertClose(rounded, means(tensors.get(output)), ACROSS_BACKENDS);
                }
            }
            assertThat(changed).as("biases that differ").isPositive();
        }
    }

    private static float[] rounded(FloatGraph graph, NodeProto node) {
        float[] weight = graph.constant(node, 1).values();
        float[] lost =
                IntegerLayer.of(weight, graph.constant(node, 2).values(), 1).lost(weight);
        float[] rounded = new float[weight.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = weight[i] - lost[i];
        }
        return rounded;
    }

    /** Of each channel. */
    private static float[] means(NDArray outputs) {
        NDArray mean = outputs.mean(new int[] {0});
        return mean.reshape(mean.getShape().get(0), -1).mean(new int[] {1}).toFloatArray();
    }
}

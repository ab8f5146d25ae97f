package io.microexp.training.testing;

import io.microexp.Emotion;
import io.microexp.image.GrayImage;
import io.microexp.model.EmotionModel;
import io.microexp.model.ModelMetadata;
import io.microexp.model.Preprocessing;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A model of known answers: the class of a plain 48x48 image of {@link #face brightness i} is the model's class
 * {@code i}. It averages the pixels and takes the nearest of one level a class.
 */
public final class BrightnessModel {
    /** Large enough that a class gets nearly all probability at its own level. */
    private static final float SHARPNESS = 1000;

    private static final int SIZE = 48;

    private BrightnessModel() {}

    /** The model for the given classes. */
    public static EmotionModel of(List<Emotion> labels) {
        return of(labels, "{}");
    }

    /** The model for the given classes with a JSON object as its provenance. */
    public static EmotionModel of(List<Emotion> labels, String provenance) {
        int classes = labels.size();
        float[] weights = new float[classes];
        float[] biases = new float[classes];
        for (int c = 0; c < classes; c++) {
            float level = level(c) / 255f;
            weights[c] = SHARPNESS * 2 * level;
            biases[c] = -SHARPNESS * level * level;
        }
        SmallGraph graph = new SmallGraph();
        String mean = graph.node("GlobalAveragePool", graph.input(-1, 1, SIZE, SIZE));
        String logits = graph.node(
                "Gemm", graph.node("Flatten", mean), graph.weight(weights, 1, classes), graph.weight(biases, classes));
        String probabilities = graph.node("Softmax", Map.of("axis", 1), logits);
        Preprocessing preprocessing = new Preprocessing(SIZE, SIZE, 0, 1);
        return graph.build(
                new ModelMetadata(labels, preprocessing, 1, "{\"accuracy\":0.5}", provenance),
                probabilities,
                -1,
                classes);
    }

    /** A plain image that the model gives class {@code index}. */
    public static GrayImage face(int index) {
        byte[] pixels = new byte[SIZE * SIZE];
        Arrays.fill(pixels, (byte) level(index));
        return GrayImage.of(pixels, SIZE, SIZE);
    }

    private static int level(int index) {
        return 15 + 30 * index;
    }
}

package io.microexp.training.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import io.microexp.EmotionScores;
import io.microexp.image.GrayImage;
import io.microexp.model.ModelMetadata;
import io.microexp.model.Preprocessing;
import java.nio.FloatBuffer;

/**
 * A face to its scores, for DJL users' own {@code Criteria} and {@code Predictor}: the preprocessing of a model's
 * metadata, and softmax over the network's logits.
 *
 * <p>Thread safety: immutable.
 */
public final class EmotionTranslator implements NoBatchifyTranslator<GrayImage, EmotionScores> {
    private final ModelMetadata metadata;

    /**
     * A translator for networks that {@link io.microexp.training.export.OnnxImporter} loads.
     *
     * @param metadata of the model
     */
    public EmotionTranslator(ModelMetadata metadata) {
        this.metadata = metadata;
    }

    @Override
    public NDList processInput(TranslatorContext context, GrayImage face) {
        Preprocessing input = metadata.preprocessing();
        FloatBuffer pixels = FloatBuffer.allocate(input.height() * input.width());
        input.apply(face, pixels, 0);
        return new NDList(
                context.getNDManager().create(pixels.array(), new Shape(1, 1, input.height(), input.width())));
    }

    @Override
    public EmotionScores processOutput(TranslatorContext context, NDList logits) {
        NDArray probabilities = logits.singletonOrThrow().softmax(-1);
        return EmotionScores.of(metadata.labels(), probabilities.toFloatArray());
    }
}

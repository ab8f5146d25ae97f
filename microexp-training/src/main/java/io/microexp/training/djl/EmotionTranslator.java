package io.microexp.training.djl;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import io.microexp.EmotionScores;
import io.microexp.image.GrayImage;
import io.microexp.model.ModelMetadata;
import io.microexp.model.Preprocessing;
import io.microexp.training.eval.Logits;
import java.nio.FloatBuffer;

/**
 * Turns a face into its scores in DJL's own {@code Criteria} and {@code Predictor}, with the preprocessing of a model's
 * metadata. It uses no array operation, so that any DJL engine will do.
 *
 * <p>Blocks that {@link io.microexp.training.export.OnnxImporter} loads give logits, and an exported ONNX file gives
 * probabilities. Softmax is applied to an output that is not a probability distribution already.
 *
 * <p>Immutable and thread-safe.
 */
public final class EmotionTranslator implements NoBatchifyTranslator<GrayImage, EmotionScores> {
    /** What rounding may do to the sum of a softmax in float32. */
    private static final float ROUNDING = 1e-4f;

    private final ModelMetadata metadata;

    /**
     * Creates a translator.
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
    public EmotionScores processOutput(TranslatorContext context, NDList outputs) {
        float[] values = outputs.singletonOrThrow().toFloatArray();
        return EmotionScores.of(metadata.labels(), isDistribution(values) ? values : Logits.softmax(values, 1));
    }

    private static boolean isDistribution(float[] values) {
        float sum = 0;
        for (float value : values) {
            sum += value >= 0 ? value : Float.NaN;
        }
        return Math.abs(sum - 1) <= ROUNDING;
    }
}

package io.microexp.training.quantize;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.microexp.ModelFormatException;
import io.microexp.model.EmotionModel;
import io.microexp.model.ModelMetadata;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.export.OnnxExporter;
import io.microexp.training.export.WeightFormat;
import java.util.function.IntConsumer;

/**
 * Static quantization after training: a model whose layers compute with bytes. Weights are signed with one scale a
 * filter, activations unsigned with one range a tensor, biases of 32 bits (Jacob et al. 2018, "Quantization and
 * Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference"). Ranges are those of the least squared
 * error over calibration faces, of which only the pixels are used; biases make up for what the rounded weights change
 * of the mean outputs there (Nagel et al. 2019, "Data-Free Quantization through Weight Equalization and Bias
 * Correction", section 4.2).
 */
public final class Quantizer {
    /** The entry of the provenance metadata that says how and from what a model was quantized. */
    public static final String KEY = "quantization";

    /** As many calibration faces as show the whole range of what faces excite; of a few, other faces exceed it. */
    public static final int FACES = 512;

    private Quantizer() {}

    /**
     * Quantizes a model that {@link OnnxExporter} wrote, its weights in either {@link WeightFormat}.
     *
     * @param model the float model
     * @param faces what to calibrate on: {@value #FACES} or so of the split that the model learned from
     * @param command how the result is made, for its provenance
     * @param progress is told how many faces were run, from 1 to {@link #runs}
     * @return the bytes of the quantized file: the model's metadata without its metrics, which are not this file's, and
     *     with {@value #KEY} in its provenance
     * @throws IllegalArgumentException if there is no face, or the faces' labels are not the model's
     * @throws ModelFormatException if the model is quantized already, or not one that this library exported
     */
    public static byte[] quantize(EmotionModel model, FaceDataset faces, String command, IntConsumer progress) {
        ModelMetadata metadata = model.metadata();
        if (faces.size() == 0 || !faces.labels().equals(metadata.labels())) {
            throw new IllegalArgumentException("Model " + model.name() + ": expected calibration faces of its labels "
                    + metadata.labels() + ", found " + faces.size() + " faces of " + faces.labels()
                    + ". Give FER+'s votes for a model of its eight classes, else leave them out");
        }
        FloatGraph graph = FloatGraph.of(model);
        ActivationStatistics.Result calibration =
                ActivationStatistics.of(graph, metadata.preprocessing(), faces, progress);
        return QuantizedGraph.write(graph, calibration, describe(model, faces, command));
    }

    /** How many faces are run to calibrate on a split: each twice. */
    public static int runs(FaceDataset faces) {
        return ActivationStatistics.PASSES * faces.size();
    }

    private static ModelMetadata describe(EmotionModel model, FaceDataset faces, String command) {
        JsonObject facts = new JsonObject();
        facts.addProperty(
                "method",
                "static, QDQ, 7-bit weights a filter with corrected bias, 8-bit activations of least squared error");
        facts.addProperty("sourceSha256", model.sha256());
        facts.addProperty("calibrationSplit", faces.name());
        facts.addProperty("calibrationFaces", faces.size());
        facts.addProperty("calibrationPixelsSha256", faces.sha256());
        facts.addProperty("command", command);
        ModelMetadata metadata = model.metadata();
        JsonObject provenance = JsonParser.parseString(metadata.provenance()).getAsJsonObject();
        provenance.add(KEY, facts);
        return new ModelMetadata(
                metadata.labels(), metadata.preprocessing(), metadata.temperature(), "{}", provenance.toString());
    }
}

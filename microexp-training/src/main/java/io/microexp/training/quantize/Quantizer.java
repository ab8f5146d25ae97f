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
 * Static post-training quantization to int8. Weights are signed with one scale per filter, activations unsigned with
 * one range per tensor, and biases have 32 bits (Jacob et al. 2018, "Quantization and Training of Neural Networks for
 * Efficient Integer-Arithmetic-Only Inference"). Ranges minimize the squared error over calibration faces, of which
 * only the pixels are used. Biases compensate for the change that rounded weights cause in the mean outputs (Nagel et
 * al. 2019, "Data-Free Quantization through Weight Equalization and Bias Correction", section 4.2).
 */
public final class Quantizer {
    /** The entry of the provenance metadata that says how and from what a model was quantized. */
    public static final String KEY = "quantization";

    /** The recommended number of calibration faces. With only a few, other faces exceed the measured ranges. */
    public static final int FACES = 512;

    private Quantizer() {}

    /**
     * Quantizes a model that {@link OnnxExporter} wrote, its weights in either {@link WeightFormat}.
     *
     * @param model the float model
     * @param faces the calibration faces: about {@value #FACES} of the split that the model was trained on
     * @param command how the result is made, for its provenance
     * @param progress receives the number of faces run, from 1 to {@link #runs}
     * @return the bytes of the quantized file: it has the model's metadata except for the metrics, and {@value #KEY} in
     *     its provenance
     * @throws IllegalArgumentException if there is no face, or the faces' labels are not the model's
     * @throws ModelFormatException if the model is already quantized, or was not exported by this library
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

    /** Returns the number of runs that calibration takes: two per face. */
    public static int runs(FaceDataset faces) {
        return ActivationStatistics.PASSES * faces.size();
    }

    private static ModelMetadata describe(EmotionModel model, FaceDataset faces, String command) {
        JsonObject facts = new JsonObject();
        facts.addProperty(
                "method",
                "static, QDQ, 7-bit weights with one scale per filter, bias correction, 8-bit activation ranges of least"
                        + " squared error");
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

package io.microexp.training.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.microexp.ModelFormatException;
import io.microexp.model.EmotionModel;
import io.microexp.model.ModelMetadata;
import io.microexp.model.Preprocessing;
import java.util.Map;

/** ONNX files as protobuf messages. */
public final class OnnxFile {
    private OnnxFile() {}

    /**
     * Parses a model.
     *
     * @param model any ONNX model
     * @return its protobuf message
     * @throws ModelFormatException if the bytes are not an intact protobuf message
     */
    public static ModelProto parse(EmotionModel model) {
        try {
            return ModelProto.parseFrom(model.toBytes());
        } catch (InvalidProtocolBufferException e) {
            throw new ModelFormatException(
                    "Model " + model.name() + " is not an intact ONNX file: " + e.getMessage()
                            + ". Export or download it again",
                    e);
        }
    }

    /**
     * Returns a model with other metadata. Its graph and weights stay as they are, bit for bit.
     *
     * @param model any model
     * @param metadata takes the place of the model's own; its temperature is not folded in again
     * @throws ModelFormatException if the bytes are not an intact protobuf message
     */
    public static EmotionModel withMetadata(EmotionModel model, ModelMetadata metadata) {
        ModelProto.Builder file = parse(model).toBuilder();
        setMetadata(file, metadata.toEntries());
        return EmotionModel.of(model.name(), file.build().toByteArray());
    }

    /**
     * Returns a model with another preprocessing. All else stays.
     *
     * @param model any model
     * @param preprocessing of the same input size
     */
    public static EmotionModel withPreprocessing(EmotionModel model, Preprocessing preprocessing) {
        ModelMetadata metadata = model.metadata();
        return withMetadata(
                model,
                new ModelMetadata(
                        metadata.labels(),
                        preprocessing,
                        metadata.temperature(),
                        metadata.metrics(),
                        metadata.provenance()));
    }

    static void setMetadata(ModelProto.Builder file, Map<String, String> entries) {
        file.clearMetadataProps();
        entries.forEach((key, value) -> file.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    }
}

package io.microexp.training.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.microexp.ModelFormatException;
import io.microexp.model.EmotionModel;

/** Reads ONNX files into protobuf messages. */
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
}

package io.microexp.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs any network of one image on ONNX Runtime. */
final class OnnxReference {
    private OnnxReference() {}

    /** Returns the outputs by name, in row-major order. */
    static Map<String, float[]> run(byte[] onnx, float[] image, int channels, int height, int width)
            throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, float[]> outputs = new LinkedHashMap<>();
        try (OrtSession.SessionOptions options = options();
                OrtSession session = environment.createSession(onnx, options);
                OnnxTensor input = OnnxTensor.createTensor(
                        environment, FloatBuffer.wrap(image), new long[] {1, channels, height, width});
                OrtSession.Result result =
                        session.run(Map.of(session.getInputNames().iterator().next(), input))) {
            for (Map.Entry<String, OnnxValue> output : result) {
                FloatBuffer buffer = ((OnnxTensor) output.getValue()).getFloatBuffer();
                float[] values = new float[buffer.remaining()];
                buffer.get(values);
                outputs.put(output.getKey(), values);
            }
        }
        return outputs;
    }

    private static OrtSession.SessionOptions options() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        // its optimizer moves transpositions into Resize, which then refuses them
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
        return options;
    }

    /** Returns the file with another declared image size and without any other declared shape. */
    static byte[] resized(byte[] onnx, int height, int width) {
        try {
            ModelProto.Builder model = ModelProto.parseFrom(onnx).toBuilder();
            GraphProto.Builder graph = model.getGraphBuilder();
            TensorShapeProto.Builder shape = graph.getInputBuilder(0)
                    .getTypeBuilder()
                    .getTensorTypeBuilder()
                    .getShapeBuilder();
            shape.getDimBuilder(2).setDimValue(height);
            shape.getDimBuilder(3).setDimValue(width);
            for (int i = 0; i < graph.getOutputCount(); i++) {
                graph.getOutputBuilder(i)
                        .getTypeBuilder()
                        .getTensorTypeBuilder()
                        .clearShape();
            }
            graph.clearValueInfo();
            return model.build().toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}

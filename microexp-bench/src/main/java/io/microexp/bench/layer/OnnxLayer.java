package io.microexp.bench.layer;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.microexp.BackendException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * One layer in ONNX Runtime with pinned buffers and one thread. Input and output are NCHW, so a layer may pay for two
 * changes of layout that a whole network pays once.
 */
final class OnnxLayer implements LayerRun {
    private final OrtSession session;
    private final OnnxTensor input;
    private final OnnxTensor output;
    private final FloatBuffer result;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;

    /** Runs layers in ONNX Runtime. */
    public static final class Backend implements LayerBackend {
        /** For {@link java.util.ServiceLoader}. */
        public Backend() {}

        @Override
        public String name() {
            return "onnx";
        }

        @Override
        public LayerRun open(LayerProblem problem) {
            try {
                return new OnnxLayer(problem);
            } catch (OrtException e) {
                throw new BackendException("ONNX Runtime cannot open " + problem.layer() + ": " + e.getMessage(), e);
            }
        }
    }

    private OnnxLayer(LayerProblem problem) throws OrtException {
        Layer layer = problem.layer();
        OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            session = environment.createSession(problem.toOnnx(), options);
        }
        FloatBuffer pixels = direct(problem.input().length).put(0, problem.input());
        result = direct(layer.outputs() * layer.outputSize() * layer.outputSize());
        input = OnnxTensor.createTensor(
                environment, pixels, new long[] {1, layer.inputs(), layer.size(), layer.size()});
        output = OnnxTensor.createTensor(
                environment, result, new long[] {1, layer.outputs(), layer.outputSize(), layer.outputSize()});
        inputs = Map.of("x", input);
        outputs = Map.of("y", output);
    }

    private static FloatBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(floats * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    @Override
    public void run() {
        try {
            session.run(inputs, outputs).close();
        } catch (OrtException e) {
            throw new BackendException("ONNX Runtime failed to run a layer: " + e.getMessage(), e);
        }
    }

    @Override
    public float[] output() {
        float[] map = new float[result.capacity()];
        result.get(0, map);
        return map;
    }

    @Override
    public void close() {
        input.close();
        output.close();
        try {
            session.close();
        } catch (OrtException e) {
            throw new BackendException("ONNX Runtime cannot close a layer: " + e.getMessage(), e);
        }
    }
}

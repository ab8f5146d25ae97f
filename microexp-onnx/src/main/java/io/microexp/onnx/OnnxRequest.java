package io.microexp.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.microexp.BackendException;
import io.microexp.spi.InferenceSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * Direct buffers that ONNX Runtime reads and writes in place: the tensors over them are made once and pinned, so that
 * a run copies nothing.
 */
final class OnnxRequest implements InferenceSession.Request {
    private final OrtSession session;
    private final FloatBuffer input;
    private final FloatBuffer output;
    private final OnnxTensor inputTensor;
    private final OnnxTensor outputTensor;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;

    /** Makes a tensor over a direct buffer without copying it. */
    @FunctionalInterface
    interface TensorFactory {
        OnnxTensor create(FloatBuffer buffer, long[] shape) throws OrtException;
    }

    /** The name of a model's input or output, and its shape with the batch filled in. */
    record Binding(String name, long[] shape) {}

    OnnxRequest(OrtSession session, TensorFactory tensors, Binding in, Binding out) {
        this.session = session;
        this.input = allocate(in.shape());
        this.output = allocate(out.shape());
        this.inputTensor = pin(tensors, input, in);
        try {
            this.outputTensor = pin(tensors, output, out);
            this.inputs = Map.of(in.name(), inputTensor);
            this.outputs = Map.of(out.name(), outputTensor);
        } catch (RuntimeException | Error e) {
            inputTensor.close();
            throw e;
        }
    }

    private static FloatBuffer allocate(long[] shape) {
        long elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        return ByteBuffer.allocateDirect(Math.toIntExact(elements * Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    private static OnnxTensor pin(TensorFactory tensors, FloatBuffer buffer, Binding binding) {
        try {
            return tensors.create(buffer, binding.shape());
        } catch (OrtException e) {
            throw new BackendException(
                    "ONNX Runtime cannot make the tensor " + binding.name() + " " + Arrays.toString(binding.shape())
                            + ": " + e.getMessage(),
                    e);
        }
    }

    @Override
    public FloatBuffer input() {
        return input;
    }

    @Override
    public FloatBuffer output() {
        return output;
    }

    @Override
    public void run() {
        try {
            session.run(inputs, outputs).close();
        } catch (OrtException e) {
            throw new BackendException("ONNX Runtime failed to run the model: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        close(inputTensor);
        close(outputTensor);
    }

    // a second close of a tensor does no harm but logs a warning
    private static void close(OnnxTensor tensor) {
        if (!tensor.isClosed()) {
            tensor.close();
        }
    }
}

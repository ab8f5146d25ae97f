package io.microexp.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.microexp.BackendException;
import io.microexp.spi.InferenceSession;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * The direct buffers that ONNX Runtime reads and writes in place. The tensors over them are created once and pinned, so
 * that a run copies nothing.
 */
final class OnnxRequest implements InferenceSession.Request {
    private final OrtSession session;
    private final DirectBuffers buffers;
    private final ByteBuffer inputMemory;
    private final ByteBuffer outputMemory;
    private final FloatBuffer input;
    private final FloatBuffer output;
    private final OnnxTensor inputTensor;
    private final OnnxTensor outputTensor;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;
    private boolean closed;

    /** Creates a tensor over a direct buffer without copying it. */
    @FunctionalInterface
    interface TensorFactory {
        OnnxTensor create(FloatBuffer buffer, long[] shape) throws OrtException;
    }

    /** The name of a model's input or output, and its shape with the batch filled in. */
    record Binding(String name, long[] shape) {}

    OnnxRequest(OrtSession session, DirectBuffers buffers, TensorFactory tensors, Binding in, Binding out) {
        this.session = session;
        this.buffers = buffers;
        int inputs = elements(in.shape());
        int outputs = elements(out.shape());
        this.inputMemory = buffers.take(Math.multiplyExact(inputs, Float.BYTES));
        this.outputMemory = buffers.take(Math.multiplyExact(outputs, Float.BYTES));
        this.input = DirectBuffers.floats(inputMemory, inputs);
        this.output = DirectBuffers.floats(outputMemory, outputs);
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

    private static int elements(long[] shape) {
        return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
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
        if (!closed) {
            closed = true;
            inputTensor.close();
            outputTensor.close();
            buffers.giveBack(inputMemory);
            buffers.giveBack(outputMemory);
        }
    }
}

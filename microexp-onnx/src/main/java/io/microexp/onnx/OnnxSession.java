package io.microexp.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.microexp.BackendException;
import io.microexp.ClassifierOptions;
import io.microexp.ExecutionProvider;
import io.microexp.ModelFormatException;
import io.microexp.model.EmotionModel;
import io.microexp.spi.InferenceSession;
import java.util.Arrays;
import java.util.Map;

/** One model in ONNX Runtime, shared by all requests: {@link OrtSession#run} is thread-safe. */
final class OnnxSession implements InferenceSession {
    private static final long ANY_BATCH = -1;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final DirectBuffers buffers = new DirectBuffers();
    private final String inputName;
    private final long[] inputShape;
    private final String outputName;
    private final long[] outputShape;
    private final String description;
    private boolean closed;

    private OnnxSession(OrtEnvironment environment, OrtSession session, EmotionModel model, String description)
            throws OrtException {
        this.environment = environment;
        this.session = session;
        this.description = description;
        this.inputShape = new long[] {
            ANY_BATCH,
            1,
            model.metadata().preprocessing().height(),
            model.metadata().preprocessing().width()
        };
        this.outputShape = new long[] {ANY_BATCH, model.metadata().labels().size()};
        this.inputName = checkedName("input", session.getInputInfo(), inputShape, model);
        this.outputName = checkedName("output", session.getOutputInfo(), outputShape, model);
    }

    static OnnxSession open(OrtEnvironment environment, EmotionModel model, ClassifierOptions options) {
        return over(environment, load(environment, model, options), model, options);
    }

    /**
     * Takes ownership of the session, which is closed with the result, or at once if the model contradicts its
     * metadata.
     */
    static OnnxSession over(
            OrtEnvironment environment, OrtSession session, EmotionModel model, ClassifierOptions options) {
        try {
            return new OnnxSession(environment, session, model, describe(environment, options));
        } catch (OrtException e) {
            close(session);
            throw new ModelFormatException(
                    "Model " + model.name() + ": ONNX Runtime cannot read its shapes: " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            close(session);
            throw e;
        }
    }

    private static OrtSession load(OrtEnvironment environment, EmotionModel model, ClassifierOptions options) {
        try (OrtSession.SessionOptions sessionOptions = SessionConfiguration.of(options)) {
            return environment.createSession(model.toBytes(), sessionOptions);
        } catch (OrtException e) {
            String refusal = "ONNX Runtime " + environment.getVersion() + " cannot open model " + model.name() + " on "
                    + options.executionProvider() + ": " + e.getMessage();
            if (options.executionProvider() == ExecutionProvider.CPU) {
                throw new ModelFormatException(refusal + ". Copy or export the model again", e);
            }
            throw new BackendException(refusal + ". Check the device and its driver, or open it on CPU", e);
        }
    }

    private static String checkedName(
            String role, Map<String, NodeInfo> found, long[] expectedShape, EmotionModel model) {
        if (found.size() == 1) {
            NodeInfo node = found.values().iterator().next();
            if (node.getInfo() instanceof TensorInfo tensor
                    && tensor.type == OnnxJavaType.FLOAT
                    && Arrays.equals(tensor.getShape(), expectedShape)) {
                return node.getName();
            }
        }
        throw new ModelFormatException("Model " + model.name() + ": expected one " + role + ", float32 "
                + Arrays.toString(expectedShape) + " (-1 for any batch) as its metadata says, found " + found.values()
                + ". Export it again");
    }

    private static String describe(OrtEnvironment environment, ClassifierOptions options) {
        return "ONNX Runtime " + environment.getVersion() + ", " + options.executionProvider() + ", "
                + options.threads() + (options.threads() == 1 ? " thread" : " threads");
    }

    @Override
    public Request newRequest(int batch) {
        return new OnnxRequest(
                session,
                buffers,
                (buffer, shape) -> OnnxTensor.createTensor(environment, buffer, shape),
                binding(inputName, inputShape, batch),
                binding(outputName, outputShape, batch));
    }

    private static OnnxRequest.Binding binding(String name, long[] shape, int batch) {
        long[] fixed = shape.clone();
        fixed[0] = batch;
        return new OnnxRequest.Binding(name, fixed);
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            close(session);
        }
    }

    private static void close(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new BackendException("ONNX Runtime cannot free a session: " + e.getMessage(), e);
        }
    }
}

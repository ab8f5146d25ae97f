package io.microexp.internal.engine;

import io.microexp.BackendException;
import io.microexp.ClassifierOptions;
import io.microexp.ExecutionProvider;
import io.microexp.ModelFormatException;
import io.microexp.internal.protobuf.ProtobufReader;
import io.microexp.model.EmotionModel;
import io.microexp.model.Preprocessing;
import io.microexp.spi.BackendProvider;
import io.microexp.spi.InferenceSession;

/**
 * The backend {@code java}: runs on any JVM with no native library.
 *
 * <p>Each call runs in the calling thread; {@link ClassifierOptions#threads()} has no effect, calls from several
 * threads run side by side. With {@code --add-modules jdk.incubator.vector} on the command line the kernels use the
 * Vector API.
 *
 * <p>Thread safety: stateless.
 */
public final class JavaProvider implements BackendProvider {
    private static final int RANK = 100;

    /** Creates the provider; {@link java.util.ServiceLoader} calls this. */
    public JavaProvider() {}

    @Override
    public String name() {
        return "java";
    }

    @Override
    public int rank() {
        return RANK;
    }

    @Override
    public InferenceSession open(EmotionModel model, ClassifierOptions options) {
        if (options.executionProvider() != ExecutionProvider.CPU) {
            throw new BackendException("Backend java runs on the CPU alone, found the execution provider "
                    + options.executionProvider() + "; use backend onnx for it");
        }
        try {
            return open(model, KernelChoice.kernels());
        } catch (ModelFormatException e) {
            throw new ModelFormatException("Model " + model.name() + ": " + e.getMessage(), e);
        }
    }

    static InferenceSession open(EmotionModel model, Kernels kernels) {
        LoweredGraph graph = GraphCompiler.compile(OnnxReader.read(new ProtobufReader(model.toBytes())));
        checkAgainstMetadata(graph, model);
        return new JavaSession(Planner.plan(graph, kernels), kernels.description());
    }

    private static void checkAgainstMetadata(LoweredGraph graph, EmotionModel model) {
        Preprocessing preprocessing = model.metadata().preprocessing();
        int labels = model.metadata().labels().size();
        Value input = graph.input();
        if (input.channels() != 1
                || input.height() != preprocessing.height()
                || input.width() != preprocessing.width()) {
            throw new ModelFormatException("Expected an input of 1x" + preprocessing.height() + "x"
                    + preprocessing.width() + " as the metadata says, found " + input);
        }
        if (graph.output().elements() != labels || graph.output().channels() != labels) {
            throw new ModelFormatException("Expected an output of " + labels
                    + " scores, one per label of the metadata, found " + graph.output());
        }
    }
}

package io.microexp.internal.engine;

import io.microexp.BackendException;
import io.microexp.ClassifierOptions;
import io.microexp.ExecutionProvider;
import io.microexp.ModelFormatException;
import io.microexp.internal.engine.kernel.KernelFactory;
import io.microexp.internal.protobuf.ProtobufReader;
import io.microexp.model.EmotionModel;
import io.microexp.model.Preprocessing;
import io.microexp.spi.BackendProvider;
import io.microexp.spi.InferenceSession;
import java.util.Arrays;

/**
 * The backend {@code java}, which runs on any JVM without native code.
 *
 * <p>Each call runs in the calling thread, and calls from several threads run side by side. With
 * {@code --add-modules jdk.incubator.vector} on the command line the kernels use the Vector API where that is fast; the
 * system property {@code microexp.kernels} ({@code auto}, {@code scalar} or {@code vector}) overrides the choice.
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
        if (options.threads() > 1) {
            throw new BackendException("Backend java runs each call in the calling thread, found threads "
                    + options.threads() + ". Leave the option at 1, or use backend onnx; calls from several threads run"
                    + " side by side in any case");
        }
        try {
            return open(model, KernelChoice.current());
        } catch (ModelFormatException e) {
            throw new ModelFormatException("Model " + model.name() + ": " + e.getMessage(), e);
        }
    }

    /** Opens a session with kernels of the caller's choice. */
    public static InferenceSession open(EmotionModel model, KernelFactory kernels) {
        return open(model, KernelChoice.of(kernels, Network.CALLER));
    }

    /** Opens a session with kernels that may have a successor. */
    public static InferenceSession open(EmotionModel model, KernelChoice choice) {
        Network network = Network.load(new ProtobufReader(model.toBytes()), choice);
        return new JavaSession(network, checkAgainstMetadata(network, model));
    }

    /** Checks the shapes of input and output, and returns the output. */
    private static Network.Output checkAgainstMetadata(Network network, EmotionModel model) {
        Preprocessing preprocessing = model.metadata().preprocessing();
        int labels = model.metadata().labels().size();
        if (network.channels() != 1
                || network.height() != preprocessing.height()
                || network.width() != preprocessing.width()) {
            throw new ModelFormatException("Expected an input of 1x" + preprocessing.height() + "x"
                    + preprocessing.width() + " as the metadata says, found " + network.channels() + "x"
                    + network.height() + "x" + network.width());
        }
        if (network.outputs().size() != 1) {
            throw new ModelFormatException("Expected one output, the scores, found "
                    + network.outputs().size());
        }
        Network.Output scores = network.outputs().iterator().next();
        if (scores.elements() != labels || scores.dims()[0] != labels) {
            throw new ModelFormatException("Expected an output of " + labels
                    + " scores, one per label of the metadata, found shape " + Arrays.toString(scores.dims()));
        }
        return scores;
    }
}

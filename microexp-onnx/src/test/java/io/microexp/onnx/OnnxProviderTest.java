package io.microexp.onnx;

import static io.microexp.testing.Tolerances.SAME_BACKEND;
import static io.microexp.testing.Tolerances.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtProvider;
import io.microexp.BackendException;
import io.microexp.ClassifierOptions;
import io.microexp.Emotion;
import io.microexp.ExecutionProvider;
import io.microexp.FacialEmotionClassifier;
import io.microexp.ModelFormatException;
import io.microexp.image.GrayImage;
import io.microexp.model.EmotionModel;
import io.microexp.model.ModelMetadata;
import io.microexp.model.Preprocessing;
import io.microexp.testing.TestFaces;
import io.microexp.testing.TestModels;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class OnnxProviderTest {
    private static final TestModels MODEL = TestModels.sevenClasses();
    private static final GrayImage FACE = TestFaces.of(1, 48, 48, 7).get(0);

    @Test
    void isFoundOnTheClassPathAndDescribesRuntimeHardwareAndThreads() {
        String runtime = "ONNX Runtime " + OnnxProvider.environment().getVersion();
        ClassifierOptions.Builder options = ClassifierOptions.builder().model(MODEL.build());
        try (FacialEmotionClassifier one = FacialEmotionClassifier.open(options.build());
                FacialEmotionClassifier two =
                        FacialEmotionClassifier.open(options.threads(2).build())) {
            assertThat(one.description()).startsWith("onnx (" + runtime + ", CPU, 1 thread), model test");
            assertThat(two.description()).startsWith("onnx (" + runtime + ", CPU, 2 threads), model test");
            assertClose(two.classify(FACE).toArray(), one.classify(FACE).toArray(), SAME_BACKEND);
        }
    }

    @Test
    void refusesAFileThatOnnxRuntimeCannotLoad() {
        EmotionModel unknownOperator = EmotionModel.of("odd.onnx", withOperator("NoSuchOperator"));
        assertThatThrownBy(() -> open(unknownOperator))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("cannot open model odd.onnx on CPU: ")
                .hasMessageContaining("NoSuchOperator");
    }

    private static byte[] withOperator(String operator) {
        var model = MODEL.toProto();
        model.getGraphBuilder().getNodeBuilder(1).setOpType(operator);
        return model.build().toByteArray();
    }

    @Test
    void refusesAnInputThatIsNotAsTheMetadataSays() {
        assertThatThrownBy(() -> open(MODEL.withInputShape(-1, 1, 48, 64).build()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("Model test: expected one input, float32 [-1, 1, 48, 48]")
                .hasMessageContaining("shape=[-1, 1, 48, 64]");
    }

    @Test
    void refusesAFixedBatch() {
        assertThatThrownBy(() -> open(MODEL.withInputShape(1, 1, 48, 48).build()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("shape=[1, 1, 48, 48]");
    }

    @Test
    void refusesAnotherNumberOfOutputsThanLabels() {
        ModelMetadata eightLabels = new ModelMetadata(Emotion.FERPLUS, Preprocessing.FER2013, 1f, "{}", "{}");
        assertThatThrownBy(() -> open(MODEL.withMetadata(eightLabels).build()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("Model test: expected one output, float32 [-1, 8]")
                .hasMessageContaining("shape=[-1, 7]");
    }

    @Test
    void namesTheLibraryToAddForHardwareThatThisOneLacks() {
        EnumSet<OrtProvider> cpuAlone = EnumSet.of(OrtProvider.CPU);
        assertThatThrownBy(() -> SessionConfiguration.requirePresent(ExecutionProvider.TENSORRT, cpuAlone))
                .isInstanceOf(BackendException.class)
                .hasMessageStartingWith("This native library of ONNX Runtime has no TENSORRT, it has [CPU]. ")
                .hasMessageContaining("com.microsoft.onnxruntime:onnxruntime_gpu");
        assertThatThrownBy(() -> SessionConfiguration.requirePresent(ExecutionProvider.COREML, cpuAlone))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("macOS");
    }

    private static void open(EmotionModel model) {
        new OnnxProvider()
                .open(model, ClassifierOptions.builder().model(model).build())
                .close();
    }
}

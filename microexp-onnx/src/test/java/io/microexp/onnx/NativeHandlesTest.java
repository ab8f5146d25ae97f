package io.microexp.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.microexp.BackendException;
import io.microexp.ClassifierOptions;
import io.microexp.ModelFormatException;
import io.microexp.model.EmotionModel;
import io.microexp.spi.InferenceSession;
import io.microexp.testing.TestModels;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every tensor and session of ONNX Runtime is closed, also when something fails half-way. */
class NativeHandlesTest {
    private static final OrtEnvironment ENVIRONMENT = OnnxProvider.environment();
    private static final TestModels MODEL = TestModels.sevenClasses();
    private static final ClassifierOptions OPTIONS = ClassifierOptions.builder().build();
    private static final OnnxRequest.Binding INPUT = new OnnxRequest.Binding("face", new long[] {1, 1, 48, 48});
    private static final OnnxRequest.Binding OUTPUT = new OnnxRequest.Binding("probabilities", new long[] {1, 7});

    private final List<OnnxTensor> tensors = new ArrayList<>();

    @Test
    void aRequestClosesBothTensorsAndMayBeClosedTwice() throws OrtException {
        try (OrtSession session = ENVIRONMENT.createSession(MODEL.toBytes())) {
            OnnxRequest request = new OnnxRequest(session, new DirectBuffers(), this::create, INPUT, OUTPUT);
            request.run();
            assertThat(tensors).hasSize(2).noneMatch(OnnxTensor::isClosed);
            request.close();
            assertThat(tensors).allMatch(OnnxTensor::isClosed);
            assertThatCode(request::close).doesNotThrowAnyException();
        }
    }

    @Test
    void aRequestWhoseSecondTensorFailsClosesTheFirst() throws OrtException {
        try (OrtSession session = ENVIRONMENT.createSession(MODEL.toBytes())) {
            assertThatThrownBy(() -> new OnnxRequest(session, new DirectBuffers(), this::createOnlyOne, INPUT, OUTPUT))
                    .isInstanceOf(BackendException.class)
                    .hasMessageContaining("probabilities [1, 7]: out of memory");
            assertThat(tensors).hasSize(1).allMatch(OnnxTensor::isClosed);
        }
    }

    @Test
    void aFailedRunIsABackendException() throws OrtException {
        OrtSession session = ENVIRONMENT.createSession(MODEL.toBytes());
        OnnxRequest.Binding tooNarrow = new OnnxRequest.Binding("probabilities", new long[] {1, 6});
        try (session;
                OnnxRequest request = new OnnxRequest(session, new DirectBuffers(), this::create, INPUT, tooNarrow)) {
            assertThatThrownBy(request::run)
                    .isInstanceOf(BackendException.class)
                    .hasMessageStartingWith("ONNX Runtime failed to run the model: ");
        }
        assertThat(tensors).hasSize(2).allMatch(OnnxTensor::isClosed);
    }

    @Test
    void aSessionClosesOnnxRuntimesAndMayBeClosedTwice() throws OrtException {
        OrtSession session = ENVIRONMENT.createSession(MODEL.toBytes());
        InferenceSession ours = OnnxSession.over(ENVIRONMENT, session, MODEL.build(), OPTIONS);
        ours.close();
        assertClosed(session);
        assertThatCode(ours::close).doesNotThrowAnyException();
    }

    @Test
    void aSessionOfAModelThatIsRefusedIsClosed() throws OrtException {
        EmotionModel misfit = MODEL.withInputShape(-1, 1, 64, 64).build();
        OrtSession session = ENVIRONMENT.createSession(misfit.toBytes());
        assertThatThrownBy(() -> OnnxSession.over(ENVIRONMENT, session, misfit, OPTIONS))
                .isInstanceOf(ModelFormatException.class);
        assertClosed(session);
    }

    private static void assertClosed(OrtSession session) {
        assertThatThrownBy(session::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("already closed");
    }

    private OnnxTensor create(FloatBuffer buffer, long[] shape) throws OrtException {
        OnnxTensor tensor = OnnxTensor.createTensor(ENVIRONMENT, buffer, shape);
        tensors.add(tensor);
        return tensor;
    }

    private OnnxTensor createOnlyOne(FloatBuffer buffer, long[] shape) throws OrtException {
        if (!tensors.isEmpty()) {
            throw new OrtException("out of memory");
        }
        return create(buffer, shape);
    }
}

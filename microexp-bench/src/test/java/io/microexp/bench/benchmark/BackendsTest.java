package io.microexp.bench.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.BackendException;
import io.microexp.FacialEmotionClassifier;
import io.microexp.model.EmotionModel;
import io.microexp.testing.TestModels;
import org.junit.jupiter.api.Test;

class BackendsTest {
    private static final EmotionModel MODEL = TestModels.sevenClasses().build();

    @Test
    void bothKindsOfJavaKernelsAndOnnxRuntimeArePresent() {
        assertThat(Backends.present()).startsWith(Backends.SCALAR, Backends.VECTOR, Backends.ONNX);
    }

    @Test
    void theNamedKernelsRun() {
        assertThat(description(Backends.SCALAR)).contains("scalar kernels");
        assertThat(description(Backends.VECTOR)).contains("vector kernels");
    }

    @Test
    void onlyTheVectorKernelsGetTheirFlag() {
        assertThat(Backends.jvmFlags(Backends.VECTOR)).contains(Backends.VECTOR_MODULE);
        assertThat(Backends.jvmFlags(Backends.SCALAR)).doesNotContain(Backends.VECTOR_MODULE);
    }

    @Test
    void plainJavaStartsWithoutFlagsAsUsersStartIt() {
        assertThat(Backends.userFlags(Backends.SCALAR)).isEmpty();
        assertThat(Backends.userFlags(Backends.VECTOR)).containsExactly(Backends.ADD_MODULES, Backends.VECTOR_MODULE);
    }

    @Test
    void nativeAccessIsGrantedWhereTheJvmWouldWarn() {
        boolean warns = Runtime.version().feature() >= 24;
        assertThat(Backends.userFlags(Backends.ONNX).contains(Backends.NATIVE_ACCESS))
                .isEqualTo(warns);
    }

    @Test
    void noBackendIsItsOwnReference() {
        assertThat(Backends.present())
                .allSatisfy(name -> assertThat(Backends.reference(name)).isNotEqualTo(name));
    }

    @Test
    void anExecutionProviderThatTheLibraryLacksIsNamed() {
        assertThatThrownBy(() -> Backends.open("onnx:tensorrt", MODEL, 1))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("TENSORRT");
    }

    @Test
    void anUnknownNameIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> Backends.open("onnx:abacus", MODEL, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("abacus")
                .hasMessageContaining("CUDA");
    }

    private static String description(String backend) {
        try (FacialEmotionClassifier classifier = Backends.open(backend, MODEL, 1)) {
            return classifier.description();
        }
    }
}

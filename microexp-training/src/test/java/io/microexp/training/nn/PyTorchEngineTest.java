package io.microexp.training.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import io.microexp.BackendException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PyTorchEngineTest {
    private static final Path SHARED = Path.of(System.getProperty("java.io.tmpdir"), ".djl.ai");

    @Test
    void managersComeFromPyTorch() {
        try (NDManager manager = PyTorchEngine.newManager()) {
            assertThat(manager.getEngine().getEngineName()).isEqualTo(PyTorchEngine.NAME);
        }
    }

    @Test
    @DisplayName("An engine that may use the network is refused, with the setting that helps")
    void refusesTheNetwork() {
        assertThatThrownBy(() -> PyTorchEngine.requireOffline(false))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("-Dai.djl.offline=true");
    }

    @Test
    @DisplayName("Native code from the folder for temporary files is refused, unless the user chose the folder")
    void refusesASharedFolder() {
        assertThatThrownBy(() -> PyTorchEngine.requirePrivate(SHARED, false))
                .isInstanceOf(BackendException.class)
                .hasMessageContainingAll(SHARED.toString(), "-DENGINE_CACHE_DIR");
        assertThatCode(() -> PyTorchEngine.requirePrivate(SHARED, true)).doesNotThrowAnyException();
        assertThatCode(() -> PyTorchEngine.requirePrivate(Path.of("/home/user/.djl.ai"), false))
                .doesNotThrowAnyException();
    }
}

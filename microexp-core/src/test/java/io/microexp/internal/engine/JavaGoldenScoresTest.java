package io.microexp.internal.engine;

import io.microexp.ClassifierOptions;
import io.microexp.model.EmotionModel;
import io.microexp.spi.BackendProvider;
import io.microexp.spi.InferenceSession;
import org.junit.jupiter.api.Nested;

class JavaGoldenScoresTest {
    @Nested
    class Scalar extends GoldenScoresTest {
        @Override
        protected BackendProvider provider() {
            return new WithKernels("scalar");
        }
    }

    @Nested
    class Vector extends GoldenScoresTest {
        @Override
        protected BackendProvider provider() {
            return new WithKernels("vector");
        }
    }

    /** The backend with kernels of the test's choice instead of the process's. */
    private record WithKernels(String kernels) implements BackendProvider {
        @Override
        public String name() {
            return "java";
        }

        @Override
        public int rank() {
            return 0;
        }

        @Override
        public InferenceSession open(EmotionModel model, ClassifierOptions options) {
            return JavaProvider.open(model, Engines.kernels(kernels));
        }
    }
}

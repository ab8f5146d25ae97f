package io.microexp.internal.engine;

import io.microexp.spi.BackendProvider;
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
}

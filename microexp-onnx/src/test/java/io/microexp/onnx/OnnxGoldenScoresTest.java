package io.microexp.onnx;

import io.microexp.internal.engine.GoldenScoresTest;
import io.microexp.spi.BackendProvider;

class OnnxGoldenScoresTest extends GoldenScoresTest {
    @Override
    protected BackendProvider provider() {
        return new OnnxProvider();
    }
}

package io.microexp.onnx;

import io.microexp.internal.engine.GoldenScoresTest;
import io.microexp.spi.ClassifierProvider;

class OnnxGoldenScoresTest extends GoldenScoresTest {
    @Override
    protected ClassifierProvider provider() {
        return new OnnxProvider();
    }
}

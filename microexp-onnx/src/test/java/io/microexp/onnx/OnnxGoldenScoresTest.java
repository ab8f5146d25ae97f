package io.microexp.onnx;

import io.microexp.engine.GoldenScoresTest;
import io.microexp.spi.ClassifierProvider;

class OnnxGoldenScoresTest extends GoldenScoresTest {
    @Override
    protected ClassifierProvider provider() {
        return new OnnxProvider();
    }
}

package io.microexp.onnx;

import io.microexp.spi.ClassifierProvider;
import io.microexp.spi.ClassifierSoakTest;

class OnnxSoakTest extends ClassifierSoakTest {
    @Override
    protected ClassifierProvider provider() {
        return new OnnxProvider();
    }
}

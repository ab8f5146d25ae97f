package io.microexp.onnx;

import io.microexp.spi.ClassifierContractTest;
import io.microexp.spi.ClassifierProvider;

class OnnxContractTest extends ClassifierContractTest {
    @Override
    protected ClassifierProvider provider() {
        return new OnnxProvider();
    }
}

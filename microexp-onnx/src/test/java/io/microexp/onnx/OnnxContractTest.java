package io.microexp.onnx;

import io.microexp.internal.runtime.ClassifierContractTest;
import io.microexp.spi.BackendProvider;

class OnnxContractTest extends ClassifierContractTest {
    @Override
    protected BackendProvider provider() {
        return new OnnxProvider();
    }
}

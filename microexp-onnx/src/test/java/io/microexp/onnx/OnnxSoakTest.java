package io.microexp.onnx;

import io.microexp.internal.runtime.ClassifierSoakTest;
import io.microexp.spi.BackendProvider;

class OnnxSoakTest extends ClassifierSoakTest {
    @Override
    protected BackendProvider provider() {
        return new OnnxProvider();
    }
}

package io.microexp.internal.engine;

import io.microexp.spi.ClassifierContractTest;
import io.microexp.spi.ClassifierProvider;

class JavaContractTest extends ClassifierContractTest {
    @Override
    protected ClassifierProvider provider() {
        return new JavaProvider();
    }
}

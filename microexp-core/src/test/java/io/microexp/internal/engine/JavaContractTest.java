package io.microexp.internal.engine;

import io.microexp.internal.runtime.ClassifierContractTest;
import io.microexp.spi.BackendProvider;

class JavaContractTest extends ClassifierContractTest {
    @Override
    protected BackendProvider provider() {
        return new JavaProvider();
    }
}

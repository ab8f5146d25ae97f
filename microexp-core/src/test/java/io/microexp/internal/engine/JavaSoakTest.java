package io.microexp.internal.engine;

import io.microexp.internal.runtime.ClassifierSoakTest;
import io.microexp.spi.BackendProvider;

class JavaSoakTest extends ClassifierSoakTest {
    @Override
    protected BackendProvider provider() {
        return new JavaProvider();
    }
}

package io.microexp.internal.engine;

import io.microexp.spi.ClassifierProvider;
import io.microexp.spi.ClassifierSoakTest;

class JavaSoakTest extends ClassifierSoakTest {
    @Override
    protected ClassifierProvider provider() {
        return new JavaProvider();
    }
}

package io.microexp.internal.engine;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives all tests kernels that stay: vector kernels where they are fast, else scalar ones. By default a network changes
 * from one to the other while it runs, and tests compare answers bit by bit.
 */
public final class LastingKernels implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        if (System.getProperty(KernelChoice.PROPERTY) == null) {
            System.setProperty(KernelChoice.PROPERTY, KernelChoice.vectorObstacle() == null ? "vector" : "scalar");
        }
    }
}

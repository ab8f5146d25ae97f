package io.microexp.internal.engine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.module.ResolvedModule;
import java.lang.reflect.InvocationTargetException;

/** Chooses the kernels of this process once: the Vector API's if the JVM was started with it, else plain Java's. */
final class KernelChoice {
    private static final String MODULE = "jdk.incubator.vector";
    private static final String VECTOR_KERNELS = "io.microexp.internal.engine.VectorKernels";

    private KernelChoice() {}

    private static final class Holder {
        private static final Kernels KERNELS = choose();
    }

    static Kernels kernels() {
        return Holder.KERNELS;
    }

    /** As {@code ModuleLayer.findModule}, which would load what streams need into a process that has just started. */
    static boolean vectorPresent() {
        for (ResolvedModule module : ModuleLayer.boot().configuration().modules()) {
            if (module.name().equals(MODULE)) {
                return true;
            }
        }
        return false;
    }

    private static Kernels choose() {
        boolean vector = vectorPresent();
        Kernels kernels = vector ? vectorKernels() : new ScalarKernels();
        String reason = vector
                ? "module " + MODULE + " is present"
                : "module " + MODULE + " is absent; --add-modules " + MODULE + " makes them faster";
        Logger logger = System.getLogger(KernelChoice.class.getName());
        logger.log(Level.DEBUG, "Using {0}: {1}", kernels.description(), reason);
        return kernels;
    }

    /** By name, since nothing may refer to the class on a JVM without the module. */
    static Kernels vectorKernels() {
        try {
            return (Kernels)
                    Class.forName(VECTOR_KERNELS).getDeclaredConstructor().newInstance();
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("The vector kernels cannot start on this JVM", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("microexp-core was built without " + VECTOR_KERNELS, e);
        }
    }
}

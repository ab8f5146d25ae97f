package io.microexp.internal.engine;

import io.microexp.internal.engine.kernel.KernelFactory;
import io.microexp.internal.engine.kernel.scalar.ScalarKernelFactory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.module.ResolvedModule;
import java.lang.reflect.InvocationTargetException;

/** Chooses the kernels of this process once: vector kernels if the JVM was started with the Vector API, else scalar. */
public final class KernelChoice {
    private static final String MODULE = "jdk.incubator.vector";
    private static final String VECTOR_KERNELS = "io.microexp.internal.engine.kernel.vector.VectorKernelFactory";

    private KernelChoice() {}

    private static final class Holder {
        private static final KernelFactory KERNELS = choose();
    }

    static KernelFactory kernels() {
        return Holder.KERNELS;
    }

    /** Does what {@code ModuleLayer.findModule} does without loading streams into a process that has just started. */
    public static boolean vectorPresent() {
        for (ResolvedModule module : ModuleLayer.boot().configuration().modules()) {
            if (module.name().equals(MODULE)) {
                return true;
            }
        }
        return false;
    }

    private static KernelFactory choose() {
        boolean vector = vectorPresent();
        KernelFactory kernels = vector ? vectorKernels() : new ScalarKernelFactory();
        String reason = vector
                ? "module " + MODULE + " is present"
                : "module " + MODULE + " is absent; --add-modules " + MODULE + " makes them faster";
        Logger logger = System.getLogger(KernelChoice.class.getName());
        logger.log(Level.DEBUG, "Using {0}: {1}", kernels.description(), reason);
        return kernels;
    }

    /** Creates the vector kernels by name, since their class cannot be linked on a JVM without the module. */
    public static KernelFactory vectorKernels() {
        Module core = KernelChoice.class.getModule();
        if (core.isNamed()) {
            // not in the descriptor, since a module that requires an incubating one warns whenever it is resolved
            ModuleLayer.boot().findModule(MODULE).ifPresent(core::addReads);
        }
        try {
            return (KernelFactory)
                    Class.forName(VECTOR_KERNELS).getDeclaredConstructor().newInstance();
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("The vector kernels cannot start on this JVM", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("microexp-core was built without " + VECTOR_KERNELS, e);
        }
    }
}

package io.microexp.internal.engine;

import io.microexp.BackendException;
import io.microexp.internal.engine.kernel.KernelFactory;
import io.microexp.internal.engine.kernel.scalar.ScalarKernelFactory;
import java.lang.module.ResolvedModule;
import java.lang.reflect.InvocationTargetException;
import java.util.Locale;

/**
 * Chooses the kernels: those on the Vector API where they are compiled to vector instructions, otherwise scalar ones.
 * Elsewhere the Vector API is far slower than plain Java: ten times with C1 alone, ten thousand times without hardware
 * FMA.
 *
 * <p>The system property {@value #PROPERTY} overrides the choice: {@code scalar}; {@code vector}, which uses vector
 * kernels from the first run on and fails if they cannot run well on this JVM; or {@code auto}, which starts with scalar
 * kernels until vector kernels are compiled.
 *
 * @param kernels the kernels to start with
 * @param successor the kernels that take over once they are compiled and faster, or null
 * @param reason why they were chosen
 */
public record KernelChoice(KernelFactory kernels, KernelFactory successor, String reason) {
    static final String PROPERTY = "microexp.kernels";

    private static final String MODULE = "jdk.incubator.vector";
    private static final String VECTOR_KERNELS = "io.microexp.internal.engine.kernel.vector.VectorKernelFactory";

    /** Without hardware, {@link Math#fma} computes with {@code BigDecimal}: 400 ns compiled, with it 50 interpreted. */
    private static final long SLOW_FMA_NANOS = 300;

    private static final int FMA_CALLS = 32;
    private static final int FMA_TRIALS = 16;

    /** The choice of this JVM, made when it is first needed. */
    private static final class Automatic {
        private static volatile KernelChoice choice = choose();
    }

    /** Chooses kernels that stay. */
    static KernelChoice of(KernelFactory kernels, String reason) {
        return new KernelChoice(kernels, null, reason);
    }

    /** Returns the choice of the property {@value #PROPERTY} or, without it, that of this JVM. */
    static KernelChoice current() {
        String property = System.getProperty(PROPERTY, "auto");
        return switch (property) {
            case "auto" -> Automatic.choice;
            case "scalar" -> of(new ScalarKernelFactory(), PROPERTY + "=scalar");
            case "vector" -> of(vectorKernels(), PROPERTY + "=vector");
            default ->
                throw new BackendException("System property " + PROPERTY + ": expected scalar, vector or auto, found \""
                        + property + "\"");
        };
    }

    private static KernelChoice choose() {
        String obstacle = vectorObstacle();
        return obstacle == null
                ? new KernelChoice(new ScalarKernelFactory(), loadVectorKernels(), "Vector API present")
                : of(new ScalarKernelFactory(), obstacle);
    }

    /** Lets networks that are opened from now on start with the successor, which has been compiled. */
    void adoptSuccessor() {
        if (Automatic.choice == this) {
            Automatic.choice = of(successor, reason);
        }
    }

    /** Returns why vector kernels cannot run well on this JVM, or null if they can. */
    public static String vectorObstacle() {
        if (!vectorPresent()) {
            return "no --add-modules " + MODULE;
        }
        String vm = System.getProperty("java.vm.name", "");
        String mode = System.getProperty("java.vm.info", "");
        if (!isHotSpot(vm)) {
            return "the Vector API is not known to be fast on " + vm;
        }
        if (mode.contains("interpreted mode")) {
            return "the JVM interprets (-Xint)";
        }
        if (mode.contains("emulated-client")) {
            return "the JVM runs without its compiler C2";
        }
        if (hasLocaleFault()) {
            return "the Vector API of Java " + Runtime.version().feature() + " fails in the locale "
                    + Locale.getDefault();
        }
        if (!hasHardwareFma()) {
            return "no hardware FMA";
        }
        int bits = loadVectorKernels().vectorBits();
        return bits >= 128 ? null : "vectors of " + bits + " bits are too short";
    }

    /** HotSpot's C2, or Graal from the release on that compiles the Vector API. */
    private static boolean isHotSpot(String vm) {
        boolean hotSpot = vm.contains("OpenJDK") || vm.contains("HotSpot");
        boolean graal = System.getProperty("java.vendor.version", "").contains("GraalVM")
                || System.getProperty("java.vm.version", "").contains("jvmci");
        return hotSpot && (!graal || Runtime.version().feature() >= 25);
    }

    /** JDK-8301190: vector classes fail to initialize where "I" has another lower case, until Java 20.0.2. */
    private static boolean hasLocaleFault() {
        boolean fixed = Runtime.version().compareToIgnoreOptional(Runtime.Version.parse("20.0.2")) >= 0;
        return !fixed && !"I".toLowerCase(Locale.getDefault()).equals("i");
    }

    private static boolean hasHardwareFma() {
        float value = 1.1f;
        long best = Long.MAX_VALUE;
        for (int trial = 0; trial < FMA_TRIALS && best > FMA_CALLS * SLOW_FMA_NANOS; trial++) {
            long before = System.nanoTime();
            for (int call = 0; call < FMA_CALLS; call++) {
                value = Math.fma(value, 0.9f, 0.3f);
            }
            best = Math.min(best, System.nanoTime() - before);
        }
        return best <= FMA_CALLS * SLOW_FMA_NANOS && value > 0;
    }

    /** Does what {@code ModuleLayer.findModule} does without loading streams into a process that has just started. */
    private static boolean vectorPresent() {
        for (ResolvedModule module : ModuleLayer.boot().configuration().modules()) {
            if (module.name().equals(MODULE)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Creates the vector kernels.
     *
     * @throws BackendException if they cannot run well on this JVM
     */
    public static KernelFactory vectorKernels() {
        String obstacle = vectorObstacle();
        if (obstacle != null) {
            throw refused(obstacle);
        }
        return loadVectorKernels();
    }

    /**
     * Returns the choice of this JVM if it has come to vector kernels or will.
     *
     * @throws BackendException if vector kernels cannot run well on this JVM
     */
    public static KernelChoice vectorAfterWarmUp() {
        KernelChoice choice = Automatic.choice;
        if (choice.successor == null && choice.kernels.vectorBits() == 0) {
            throw refused(choice.reason);
        }
        return choice;
    }

    private static BackendException refused(String obstacle) {
        return new BackendException("Vector kernels cannot run here: " + obstacle
                + ". Start a HotSpot JVM with --add-modules " + MODULE
                + " on a processor with FMA, or use scalar kernels: -D" + PROPERTY + "=scalar");
    }

    /** Creates the vector kernels by name, since their class cannot be linked on a JVM without the module. */
    private static KernelFactory loadVectorKernels() {
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

package io.microexp.training.cli.console;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Starts a command that works with PyTorch for long in a process of its own, in an environment in which PyTorch is
 * fast. PyTorch and the C library read these variables when a process starts, so this process cannot set them for
 * itself.
 *
 * <p>Threads of OpenMP wait without spinning, which would take the cores from each other. Large blocks of memory are
 * kept instead of being returned to the kernel and cleared again in each step (glibc).
 */
public final class Launcher {
    /** The process that started this one. Set to anything, no process is started. */
    static final String LAUNCHED = "MICROEXP_LAUNCHED";

    static final Map<String, String> ENVIRONMENT = Map.of(
            "OMP_WAIT_POLICY", "passive",
            "MALLOC_ARENA_MAX", "1",
            "MALLOC_MMAP_THRESHOLD_", "4294967296",
            "MALLOC_TRIM_THRESHOLD_", "8589934592",
            "MALLOC_TOP_PAD_", "268435456");

    private static final Set<String> LONG =
            Set.of("train", "train-head", "soft-targets", "ablate", "export", "quantize", "recipe");
    private static final int MAX_SECONDS_TO_END = 60;

    private Launcher() {}

    /** Returns whether a command line works with PyTorch for long, and is not in such a process already. */
    public static boolean applies(String[] args, Map<String, String> environment) {
        boolean isLong =
                args.length > 1 && LONG.contains(args[0]) && !List.of(args).contains("--help");
        boolean debugged = jvmArguments().stream().anyMatch(argument -> argument.startsWith("-agentlib:jdwp"));
        return isLong
                && !debugged
                && !environment.containsKey(LAUNCHED)
                && !environment.keySet().containsAll(ENVIRONMENT.keySet());
    }

    /** Runs a main class with arguments in a new process; returns its exit code, or empty if it cannot be started. */
    public static OptionalInt run(Class<?> main, String[] args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        ENVIRONMENT.forEach(builder.environment()::putIfAbsent);
        builder.environment()
                .put(LAUNCHED, String.valueOf(ProcessHandle.current().pid()));
        try {
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process)));
            return OptionalInt.of(process.waitFor());
        } catch (IOException e) {
            return OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.of(1);
        }
    }

    /** Ends this process when the one that started it is gone, even if that was killed. */
    public static void endWithParent(Map<String, String> environment) {
        String parent = environment.get(LAUNCHED);
        ProcessHandle.current()
                .parent()
                .filter(handle -> String.valueOf(handle.pid()).equals(parent))
                .ifPresent(handle -> handle.onExit().thenRun(() -> System.exit(1)));
    }

    /** A signal to this process is one to the other, which ends after its step. */
    private static void end(Process process) {
        process.destroy();
        try {
            process.waitFor(MAX_SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> jvmArguments() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments();
    }
}

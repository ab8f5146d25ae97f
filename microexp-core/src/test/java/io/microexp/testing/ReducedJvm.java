package io.microexp.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A process of its own whose class path lacks some of the build's jars. */
public final class ReducedJvm {
    private ReducedJvm() {}

    /**
     * Runs a main class and waits for it.
     *
     * @param without how the names of the jars begin that are left out; each must match one
     * @return what it printed
     */
    public static String run(Class<?> main, List<String> without, String... args)
            throws IOException, InterruptedException {
        List<String> entries = new ArrayList<>(
                Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator)));
        for (String prefix : without) {
            assertThat(entries.removeIf(entry -> name(entry).startsWith(prefix)))
                    .as("a jar " + prefix)
                    .isTrue();
        }
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx1g",
                "-Dai.djl.offline=true",
                "-Dai.djl.pytorch.num_threads=1",
                "-cp",
                String.join(File.pathSeparator, entries),
                main.getName()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static String name(String entry) {
        return String.valueOf(Path.of(entry).getFileName()).toLowerCase(Locale.ROOT);
    }
}

package io.microexp.bench.board;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The output of a fresh JVM with the JDK, class path and flags of this one, and the flags that a backend needs.
 *
 * @param lines lines that it printed
 * @param firstLineMillis milliseconds from the request to start it to its first line
 */
public record JvmProcess(List<String> lines, double firstLineMillis) {
    static JvmProcess run(Class<?> main, List<String> jvmFlags, String... args) throws IOException {
        return run(Path.of(System.getProperty("java.home")), main, jvmFlags, args);
    }

    /** Runs a JVM of another JDK. */
    public static JvmProcess run(Path javaHome, Class<?> main, List<String> jvmFlags, String... args)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(javaHome.resolve("bin").resolve("java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(jvmFlags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = new ArrayList<>();
        double firstLine = 0;
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                firstLine = lines.isEmpty() ? (System.nanoTime() - start) / 1e6 : firstLine;
                lines.add(line);
            }
            int code = process.waitFor();
            if (code != 0 || lines.isEmpty()) {
                throw new IllegalStateException("Process " + main.getSimpleName() + " " + List.of(args)
                        + " ended with exit code " + code + " after " + lines.size()
                        + " lines. See its error above");
            }
            return new JvmProcess(lines, firstLine);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for " + main.getSimpleName(), e);
        } finally {
            process.destroy();
        }
    }

    /** Returns the number on the line that starts with a word. */
    public double number(String word) {
        return Double.parseDouble(text(word));
    }

    /** Returns the rest of the line that starts with a word. */
    public String text(String word) {
        return lines.stream()
                .filter(line -> line.startsWith(word + " "))
                .map(line -> line.substring(word.length() + 1))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Expected a line \"" + word + " ...\", found " + lines));
    }
}

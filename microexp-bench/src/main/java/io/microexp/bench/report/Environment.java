package io.microexp.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The measured machine. What the system does not report is null and left out of the file.
 *
 * @param board name of the board from the device tree, on Arm boards
 * @param cpu name of the processor
 * @param cores processors available to the JVM
 * @param memoryMiB main memory in MiB
 * @param operatingSystem name, version and architecture
 * @param jdk name and version of the JVM
 * @param commit commit of this code, or "unknown"
 * @param governor frequency governor; any other than "performance" makes short runs slow
 * @param temperatureCelsius temperature of the hottest sensor before and after, in degrees Celsius
 * @param loadAverage load average of the last minute before the start; above 0.5, other processes disturb the measurement
 */
public record Environment(
        String board,
        String cpu,
        int cores,
        Long memoryMiB,
        String operatingSystem,
        String jdk,
        String commit,
        String governor,
        List<Double> temperatureCelsius,
        Double loadAverage) {
    private static final Path ROOT = Path.of("/");

    public static Environment here() {
        return at(ROOT);
    }

    /** Returns the machine whose {@code proc} and {@code sys} folders lie under a root. */
    static Environment at(Path root) {
        return new Environment(
                text(root.resolve("sys/firmware/devicetree/base/model")).orElse(null),
                cpu(root).orElse(null),
                Runtime.getRuntime().availableProcessors(),
                memory(root).orElse(null),
                property("os.name") + " " + property("os.version") + " " + property("os.arch"),
                property("java.vm.name") + " " + property("java.vm.version"),
                builtFrom(),
                text(root.resolve("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"))
                        .orElse(null),
                temperature(root).stream().boxed().toList(),
                text(root.resolve("proc/loadavg"))
                        .map(line -> Double.valueOf(line.split(" ")[0]))
                        .orElse(null));
    }

    /** Returns this environment with the current temperature appended. */
    public Environment finished() {
        List<Double> both = Stream.concat(
                        temperatureCelsius.stream(), temperature(ROOT).stream().boxed())
                .toList();
        return new Environment(board, cpu, cores, memoryMiB, operatingSystem, jdk, commit, governor, both, loadAverage);
    }

    private static String property(String name) {
        return System.getProperty(name);
    }

    private static Optional<String> cpu(Path root) {
        // Linux names x86 processors, but reports only the part number of Arm cores
        Path info = root.resolve("proc/cpuinfo");
        return field(info, "model name").or(() -> field(info, "CPU part").map(part -> "Arm part " + part));
    }

    private static Optional<Long> memory(Path root) {
        return field(root.resolve("proc/meminfo"), "MemTotal").map(text -> Long.parseLong(text.split(" ")[0]) / 1024);
    }

    private static OptionalDouble temperature(Path root) {
        Path zones = root.resolve("sys/class/thermal");
        if (!Files.isDirectory(zones)) {
            return OptionalDouble.empty();
        }
        try (Stream<Path> entries = Files.list(zones)) {
            return entries.map(zone -> text(zone.resolve("temp")))
                    .flatMap(Optional::stream)
                    .mapToDouble(text -> Double.parseDouble(text) / 1000)
                    .max();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the first value of a name in a file of "name : value" lines. */
    public static Optional<String> field(Path file, String name) {
        return text(file).stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(name) && line.contains(":"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
    }

    /** Returns the text of a kernel file, or nothing if the file is absent or its sensor does not answer. */
    private static Optional<String> text(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8).replace("\0", "");
            return Optional.of(text.strip());
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    private static String builtFrom() {
        try (InputStream in = Environment.class.getResourceAsStream("/io/microexp/bench/git.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return Objects.requireNonNullElse(properties.getProperty("git.commit.id"), "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

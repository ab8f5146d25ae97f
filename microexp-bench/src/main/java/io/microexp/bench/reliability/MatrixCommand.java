package io.microexp.bench.reliability;

import io.microexp.bench.benchmark.Backends;
import io.microexp.bench.board.JvmProcess;
import io.microexp.bench.report.Environment;
import io.microexp.bench.report.Markdown;
import io.microexp.bench.report.Results;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code matrix}: runs the backend {@code java} under many JVM flags, with and without the Vector API. */
@Command(
        name = "matrix",
        description = "Compares answers and times of the java backend under many JVM flags. Takes about ten minutes.",
        mixinStandardHelpOptions = true)
public final class MatrixCommand implements Callable<Integer> {
    /** Two kernels of one network, on a probability. */
    private static final double TOLERANCE = 1e-4;

    private static final double SLOWEST_RATIO = 3;

    private static final String HEADING = """
            # Flags of the JVM

            The backend `java` under JVM flags, written by `benchmarks.jar matrix`. *Plain* is the run without,
            *flag* the run with `--add-modules jdk.incubator.vector`. Times are processor time of the
            calling thread; *slowest* is the slowest face from the first one on, *warm* the median of the
            last 25 of up to 1,500. Scores are compared with the first run's. A cell in bold exceeds 1e-4
            or 3.0x.

            ```sh
            java -jar microexp-bench/target/benchmarks.jar matrix --jdk JDK17 --jdk JDK25 --out docs/dev/matrix.md
            ```

            Processor: %s.
            """;

    private static final List<List<String>> FLAGS = List.of(
            List.of(),
            List.of("-Xint"),
            List.of("-XX:TieredStopAtLevel=1"),
            List.of("-XX:UseAVX=0"),
            List.of("-XX:-UseFMA"),
            List.of("-XX:MaxVectorSize=8"),
            List.of("-XX:MaxVectorSize=16"),
            List.of("-Duser.language=tr", "-Duser.country=TR"),
            List.of("-Duser.language=ar", "-Duser.country=EG"),
            List.of("-Duser.language=th", "-Duser.country=TH", "-Duser.variant=TH"),
            List.of("-Xmx32m"),
            List.of("-XX:ActiveProcessorCount=1"));

    @Spec
    private CommandSpec command;

    @Option(
            names = "--jdk",
            paramLabel = "FOLDER",
            description = "The home of a JDK to try; may be given more than once. Default: the one that runs this.")
    private List<Path> jdks = List.of(Path.of(System.getProperty("java.home")));

    @Option(names = "--out", paramLabel = "FILE", description = "The Markdown file to write. Default: none.")
    private Path out;

    private double[] reference;
    private boolean failed;

    @Override
    public Integer call() throws IOException {
        StringBuilder text =
                new StringBuilder(HEADING.formatted(Environment.here().cpu()));
        for (Path jdk : jdks) {
            Markdown table = new Markdown(List.of(
                    "flags",
                    "plain: slowest, warm (ms)",
                    "flag: slowest, warm (ms)",
                    "flag / plain",
                    "kernels with the flag",
                    "largest difference"));
            String version = "";
            for (List<String> flags : FLAGS) {
                JvmProcess plain = run(jdk, flags, false);
                JvmProcess vector = run(jdk, flags, true);
                version = plain.text("java");
                table.row(row(flags, plain, vector));
            }
            text.append("\n## JDK ").append(version).append("\n\n").append(table);
        }
        PrintWriter console = command.commandLine().getOut();
        console.println(text);
        console.flush();
        if (out != null) {
            Results.replace(out, text.toString());
        }
        return failed ? 1 : 0;
    }

    private static JvmProcess run(Path jdk, List<String> flags, boolean vector) throws IOException {
        List<String> all = new ArrayList<>(flags);
        if (vector) {
            all.addAll(List.of(Backends.ADD_MODULES, Backends.VECTOR_MODULE));
        }
        return JvmProcess.run(jdk, MatrixProcess.class, all);
    }

    private List<String> row(List<String> flags, JvmProcess plain, JvmProcess vector) {
        double difference = Math.max(difference(plain), difference(vector));
        double slowest = vector.number("slowest") / plain.number("slowest");
        double warm = vector.number("last") / plain.number("last");
        String description = vector.text("kernels");
        return List.of(
                flags.isEmpty() ? "none" : "`" + String.join(" ", flags) + "`",
                times(plain),
                times(vector),
                marked("%.1fx", slowest, SLOWEST_RATIO) + ", " + marked("%.1fx", warm, SLOWEST_RATIO),
                description.substring(description.indexOf(',') + 2, description.indexOf(", 1 thread")),
                marked("%.1e", difference, TOLERANCE));
    }

    private static String times(JvmProcess run) {
        return String.format(Locale.ROOT, "%.1f, %.2f", run.number("slowest"), run.number("last"));
    }

    private String marked(String format, double value, double most) {
        boolean good = value <= most;
        failed |= !good;
        String text = String.format(Locale.ROOT, format, value);
        return good ? text : "**" + text + "**";
    }

    /** Returns the largest distance from the scores of the first run; NaN counts as infinite. */
    private double difference(JvmProcess run) {
        double[] scores = Arrays.stream(run.text("scores").split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        if (reference == null) {
            reference = scores;
        }
        if (scores.length != reference.length) {
            throw new IllegalStateException("Expected " + reference.length + " scores, found " + scores.length);
        }
        double most = 0;
        for (int i = 0; i < scores.length; i++) {
            double distance = Math.abs(scores[i] - reference[i]);
            most = Double.isNaN(distance) ? Double.POSITIVE_INFINITY : Math.max(most, distance);
        }
        return most;
    }
}

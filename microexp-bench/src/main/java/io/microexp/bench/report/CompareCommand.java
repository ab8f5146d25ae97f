package io.microexp.bench.report;

import io.microexp.DataFormatException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code compare}: lists what became slower between two result files. */
@Command(
        name = "compare",
        description = "Compares two result files of one machine. Exits with 1 if a figure became worse.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class CompareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Parameters(index = "0", paramLabel = "BEFORE", description = "The older result file.")
    private Path before;

    @Parameters(index = "1", paramLabel = "AFTER", description = "The newer result file.")
    private Path after;

    @Option(
            names = "--threshold",
            defaultValue = "0.05",
            paramLabel = "SHARE",
            description =
                    "The share by which a figure must be worse to count as a regression. It must also be worse by more"
                            + " than the spread of the runs.")
    private double threshold;

    @Override
    public Integer call() throws IOException {
        Results older = Results.read(before);
        Results newer = Results.read(after);
        List<Comparison> comparisons = Comparison.of(older, newer);
        if (comparisons.isEmpty()) {
            throw new DataFormatException("Result files " + before + " and " + after
                    + " have no figure in common. Compare two files written by the board command");
        }
        PrintWriter out = command.commandLine().getOut();
        warnOfOtherMachine(older.environment(), newer.environment());
        comparisons.forEach(comparison -> out.println(line(comparison)));
        long regressions =
                comparisons.stream().filter(c -> c.isRegression(threshold)).count();
        out.println(comparisons.size() + " figures compared, " + regressions + " regressions beyond "
                + Math.round(100 * threshold) + " %");
        out.flush();
        return regressions == 0 ? 0 : 1;
    }

    private String line(Comparison comparison) {
        Measured old = comparison.before();
        Measured now = comparison.after();
        String mark = comparison.isRegression(threshold)
                ? "  REGRESSION"
                : comparison.isImprovement(threshold) ? "  improved" : "";
        return String.format(
                Locale.ROOT,
                "%-52s %10.2f [%.2f, %.2f] -> %10.2f [%.2f, %.2f] %-7s x%.3f%s",
                now.id(),
                old.value(),
                old.low(),
                old.high(),
                now.value(),
                now.low(),
                now.high(),
                now.unit(),
                comparison.slowdown(),
                mark);
    }

    private void warnOfOtherMachine(Environment older, Environment newer) {
        String first = older.cpu() + ", " + older.cores() + " cores, " + older.jdk();
        String second = newer.cpu() + ", " + newer.cores() + " cores, " + newer.jdk();
        if (!first.equals(second)) {
            PrintWriter err = command.commandLine().getErr();
            err.println("The files are from different machines or JDKs: " + first + " and " + second);
            err.flush();
        }
    }
}

package io.microexp.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.bench.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ComparisonTest {
    private static final double THRESHOLD = 0.05;

    @Test
    void slowerBeyondThresholdAndSpreadIsARegression() {
        assertThat(comparison(cost(99, 100, 101), cost(109, 110, 111)).isRegression(THRESHOLD))
                .isTrue();
    }

    @Test
    void slowerWithinTheSpreadOfTheRunsIsNone() {
        assertThat(comparison(cost(90, 100, 112), cost(108, 110, 111)).isRegression(THRESHOLD))
                .isFalse();
    }

    @Test
    void slowerWithinTheThresholdIsNone() {
        assertThat(comparison(cost(99.9, 100, 100.1), cost(103.9, 104, 104.1)).isRegression(THRESHOLD))
                .isFalse();
    }

    @Test
    void ofARateLessIsWorse() {
        Measured before = Measured.rate("fps", "1/s", 99, 100, 101);
        Measured after = Measured.rate("fps", "1/s", 79, 80, 81);

        assertThat(comparison(before, after).isRegression(THRESHOLD)).isTrue();
        assertThat(comparison(after, before).isRegression(THRESHOLD)).isFalse();
        assertThat(comparison(after, before).isImprovement(THRESHOLD)).isTrue();
    }

    @Test
    void anAllocationWhereThereWasNoneIsARegressionAndNoneIsNot() {
        assertThat(comparison(cost(0), cost(448)).isRegression(THRESHOLD)).isTrue();
        assertThat(comparison(cost(0), cost(0)).isRegression(THRESHOLD)).isFalse();
    }

    @Test
    void onlyFiguresOfBothFilesAreCompared() {
        Results before = TestResults.of(Measured.cost("a", "us", 1), Measured.cost("gone", "us", 1));
        Results after = TestResults.of(Measured.cost("new", "us", 1), Measured.cost("a", "us", 1));

        assertThat(Comparison.of(before, after)).extracting(c -> c.after().id()).containsExactly("a");
    }

    @Test
    void theCommandMarksRegressionsAndFails(@TempDir Path folder) throws IOException {
        Path before = write(folder.resolve("before.json"), cost(99, 100, 101));
        Path after = write(folder.resolve("after.json"), cost(109, 110, 111));
        StringWriter out = new StringWriter();

        assertThat(compare(out, before, after, THRESHOLD)).isEqualTo(1);
        assertThat(out.toString()).contains("REGRESSION", "x1.100", "1 regressions");
        assertThat(compare(out, before, after, 0.2)).isZero();
        assertThat(compare(out, after, before, THRESHOLD)).isZero();
    }

    @Test
    void filesWithNothingInCommonAreRefused(@TempDir Path folder) throws IOException {
        Path before = write(folder.resolve("before.json"), Measured.cost("a", "us", 1));
        Path after = write(folder.resolve("after.json"), Measured.cost("b", "us", 1));
        StringWriter out = new StringWriter();

        assertThat(compare(out, before, after, THRESHOLD)).isEqualTo(1);
        assertThat(out.toString()).contains("no figure in common");
    }

    private static int compare(StringWriter out, Path before, Path after, double threshold) {
        CommandLine commands = Main.commandLine();
        commands.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
        return commands.execute("compare", before.toString(), after.toString(), "--threshold", "" + threshold);
    }

    private static Path write(Path file, Measured measured) throws IOException {
        TestResults.of(measured).write(file);
        return file;
    }

    private static Comparison comparison(Measured before, Measured after) {
        return new Comparison(before, after);
    }

    private static Measured cost(double... runs) {
        return Measured.cost("time", "us", runs);
    }
}

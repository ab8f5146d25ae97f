package io.microexp.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.bench.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ReportTest {
    @TempDir
    private Path folder;

    @Test
    void publishedFiguresAreLabeledAndAbsentOnesAreDashes() {
        String table = new Tables(TestResults.of(Measured.cost("paper/java-vector/p50", "us", 700))).table("paper");

        assertThat(table)
                .contains("| measured: java-vector | 0.70 | - |")
                .contains("| paper: Raspberry Pi 4 (CPU), ONNX Runtime 1.16 | 35.7 |");
    }

    @Test
    void detectionAndPipelineStandBesideEachOther() {
        Results results = TestResults.of(
                Measured.cost("detect/640x480/java-vector", "us", 12_300),
                Measured.cost("pipeline/640x480/java-vector", "us", 4_500));

        assertThat(new Tables(results).table("pipeline")).contains("| java-vector | 12.3 | 4.5 |");
    }

    @Test
    void layersStandBesideTheirShareOfThePeak() {
        assertThat(new Tables(TestResults.withLayers()).table("layers"))
                .contains("| stem s1 | 48x48 | 1 | 331,776 |", "(50 %)", "| 36,970,240 |");
    }

    @Test
    void atTheSameEfficiencyDenseOverSeparableIsTheTheory() {
        assertThat(new Tables(TestResults.withLayers()).table("separable"))
                .contains("| 3x3, 88 to 24, map 24 | 6.5x | 6.5x |");
    }

    @Test
    void theProjectionSaysThatItIsOne() {
        assertThat(new Tables(TestResults.withLayers()).table("projection"))
                .contains("PROJECTION", "not measured", "| java-vector |");
    }

    @Test
    void withoutLayersThereIsNoTableOfThem() {
        assertThat(new Tables(TestResults.of()).table("projection"))
                .startsWith("Not measured, because the board command ran with `--no-layers`");
    }

    @Test
    void documentsAreFilledBetweenTheMarksAndFilledAgain() throws IOException {
        Path document = folder.resolve("page.md");
        Files.writeString(document, "before\n<!-- table paper -->\nold\n<!-- end table -->\nafter\n");
        Path results = folder.resolve("board.json");
        TestResults.of(Measured.cost("paper/java-vector/p50", "us", 700)).write(results);

        assertThat(report(results, document)).isZero();
        String filled = Files.readString(document);
        assertThat(filled)
                .startsWith("before\n<!-- table paper -->\nSource: `board.json`\n")
                .endsWith("<!-- end table -->\nafter\n")
                .contains("| 0.70 |")
                .doesNotContain("old");
        assertThat(report(results, document)).isZero();
        assertThat(document).hasContent(filled);
    }

    @Test
    void aDocumentWithoutMarksIsRefusedAndKept() throws IOException {
        Path document = Files.writeString(folder.resolve("page.md"), "plain");
        Path results = folder.resolve("board.json");
        TestResults.of().write(results);

        assertThat(report(results, document)).isEqualTo(1);
        assertThat(document).hasContent("plain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev/engine.md", "performance.md"})
    void thePagesOfThisProjectNameTablesThatExist(String page) throws IOException {
        String text = Files.readString(Path.of("..", "docs", page));

        assertThat(Pattern.compile("<!-- table (\\w+) -->")
                        .matcher(text)
                        .results()
                        .map(m -> m.group(1)))
                .isNotEmpty()
                .isSubsetOf(new Tables(TestResults.withLayers()).names());
        assertThat(Pattern.compile("<!-- end table -->").matcher(text).results().map(MatchResult::group))
                .isNotEmpty();
    }

    private static int report(Path results, Path document) {
        CommandLine commands = Main.commandLine();
        StringWriter out = new StringWriter();
        commands.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
        return commands.execute("report", results.toString(), "--into", document.toString());
    }
}

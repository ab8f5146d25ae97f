package io.microexp.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.DataFormatException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MainTest {
    @TempDir
    Path folder;

    @Test
    void helpListsTheCommands() {
        assertThat(CommandRun.of("--help").succeeds().out())
                .contains("microexp-train", "evaluate", "report", "inspect", "explain");
    }

    @ParameterizedTest
    @CsvSource({
        "train,--preset",
        "soft-targets,--views",
        "ablate,--seeds",
        "export,--weights",
        "quantize,--faces",
        "evaluate,--model",
        "report,--metrics",
        "inspect,--model",
        "explain,--model"
    })
    void everyCommandHasHelpAndVersion(String command, String option) {
        assertThat(CommandRun.of(command, "--help").succeeds().out())
                .contains("microexp-train " + command, option, "--stacktrace", "--help");
        assertThat(CommandRun.of(command, "--version").succeeds().out()).startsWith("microexp-train ");
    }

    @Test
    void wrongUsageSaysWhatIsLegal() {
        CommandRun.of().isWrongUsage("Missing required subcommand");
        CommandRun.of("evaluat").isWrongUsage("evaluat");
        assertThat(CommandRun.of("evaluat").err()).contains("Did you mean", "evaluate");
        CommandRun.of("inspect", "--model", "x", "--jsn").isWrongUsage("--jsn");
    }

    @Test
    void theHelpShowsTheDefaultsOfThePreset() {
        assertThat(defaultOf("--epochs", "train", "--help")).isEqualTo("80");
        assertThat(defaultOf("--epochs", "train", "--preset", "FINE_TUNE", "--help"))
                .isEqualTo("10");
        assertThat(defaultOf("--augmentation", "train", "--preset", "strong", "--help"))
                .isEqualTo("STRONG");
        assertThat(defaultOf("--learning-rate", "train", "--preset", "STRONG", "--help"))
                .isEqualTo("0.003");
    }

    private static String defaultOf(String option, Object... command) {
        String help = CommandRun.of(command).succeeds().out();
        String described = help.substring(help.indexOf(" " + option + "="));
        return described.replaceAll("(?s).*?Default: (\\S+).*", "$1");
    }

    @Test
    void runningOutOfMemoryIsOneLine() {
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine().setErr(new PrintWriter(err));
        commandLine.addSubcommand(new Hungry());

        assertThat(Main.run(commandLine, "hungry")).isEqualTo(1);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString())
                .startsWith("microexp-train: out of memory (Java heap space). The limit is ")
                .contains("-Xmx4g");
    }

    @CommandLine.Command(name = "hungry")
    private static final class Hungry implements Runnable {
        @Override
        public void run() {
            throw new OutOfMemoryError("Java heap space");
        }
    }

    @Test
    @DisplayName(
            "Text of a file that reaches a message cannot end its line, steer the terminal or turn its text around")
    void aHostileMessageIsOneBoundedLine() {
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                Main.commandLine().addSubcommand(new Quoting()).setErr(new PrintWriter(err));

        Main.run(commandLine, "quoting", "found \r\n\u2028 \u001B[31m\u202Ered" + "\n ".repeat(200_000) + "end");
        Main.run(commandLine, "quoting", "x".repeat(100_000));

        List<String> lines = err.toString().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0))
                .startsWith("microexp-train quoting: found [31m red")
                .doesNotContain("\u2028", "\u001B");
        assertThat(lines.get(1)).hasSizeLessThan(5_000).endsWith("(100000 characters)");
    }

    @CommandLine.Command(name = "quoting")
    private static final class Quoting implements Runnable {
        @CommandLine.Parameters
        private String text;

        @Override
        public void run() {
            throw new DataFormatException(text);
        }
    }

    @Test
    void aFailureIsOneLineUnlessTheStackTraceIsWanted() throws IOException {
        Path noModel = Files.writeString(folder.resolve("notes.txt"), "no model");

        CommandRun.of("inspect", "--model", noModel).failsWith("notes.txt");
        assertThat(CommandRun.of("inspect", "--model", noModel, "--stacktrace").err())
                .contains("ModelFormatException", "\tat io.microexp.");
    }
}

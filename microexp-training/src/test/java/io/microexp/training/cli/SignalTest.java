package io.microexp.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A command in a process of its own that is asked to end, as by Ctrl-C. */
@Timeout(240)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process cannot be asked to end there, only killed")
class SignalTest {
    private static final int ENDED_BY_SIGTERM = 128 + 15;

    @TempDir
    private Path folder;

    @Test
    void trainingEndsQuietlyBetweenTwoStepsAndGoesOnLater() throws Exception {
        List<String> before = trainUntilTheLogHasLines(2);
        List<String> after = trainUntilTheLogHasLines(before.size() + 1);

        assertThat(after).startsWith(before.toArray(String[]::new));
        assertThat(folder.resolve("run")).isDirectoryNotContaining("glob:**/.tmp-*");
    }

    private List<String> trainUntilTheLogHasLines(int lines) throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        Path crash = folder.resolve("crash.log");
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx1g",
                        "-Dai.djl.pytorch.num_threads=1",
                        "-XX:ErrorFile=" + crash,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "train",
                        "--synthetic=70",
                        "--strides=2,2,2,2,2",
                        "--batch=35",
                        "--epochs=10000",
                        "--patience=10000",
                        "--out=" + folder.resolve("run"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            while (process.isAlive() && log().size() < lines) {
                Thread.sleep(50);
            }
        } finally {
            process.destroy();
        }
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        String printed = Files.readString(output);
        assertThat(process.exitValue()).as(printed).isEqualTo(ENDED_BY_SIGTERM);
        assertThat(printed.lines().reduce((first, second) -> second))
                .hasValue("microexp-train train: Training was interrupted. Its complete epochs are kept: give the same"
                        + " settings and folder to resume");
        assertThat(crash).doesNotExist();
        return log();
    }

    private List<String> log() throws IOException {
        Path log = folder.resolve("run/metrics.csv");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }
}

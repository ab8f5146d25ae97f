package io.microexp.training.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

class CommandTextTest {
    @Command(name = "learn")
    private static final class Learn implements Runnable {
        @Spec
        private CommandSpec spec;

        @Option(names = "--data")
        private Path data;

        @Option(names = "--teacher")
        private List<Path> teachers;

        @Option(names = "--model")
        private String model;

        @Option(names = "--epochs")
        private int epochs;

        @Option(names = "--mirrored")
        private boolean mirrored;

        @Option(names = "--attention", negatable = true, defaultValue = "true", fallbackValue = "true")
        private boolean attention;

        private String text;

        @Override
        public void run() {
            text = CommandText.of(spec);
        }
    }

    @Test
    void pathsAreShownByTheirLastNames() {
        assertThat(text("--data", "/home/me/fer2013.csv", "--teacher", "a/one", "--teacher", "two"))
                .isEqualTo("learn --data fer2013.csv --teacher one --teacher two");
    }

    @Test
    void aNameThatMayBeAPathIsShownAsOne() {
        assertThat(text("--model", "a/one.onnx")).isEqualTo("learn --model one.onnx");
    }

    @Test
    void flagsAreShownAsTheyAreGiven() {
        assertThat(text("--epochs", "3", "--mirrored")).isEqualTo("learn --epochs 3 --mirrored");
        assertThat(text("--no-attention")).isEqualTo("learn --no-attention");
        assertThat(text("--attention")).isEqualTo("learn --attention");
    }

    private static String text(String... args) {
        Learn learn = new Learn();
        assertThat(new CommandLine(learn).execute(args)).isZero();
        return learn.text;
    }
}

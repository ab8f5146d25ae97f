package io.microexp.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AblateCommandTest {
    private static final List<Object> SMALL =
            List.of("--synthetic", "70", "--strides", "2,2,2,2,2", "--batch", "35", "--epochs", "1");

    @TempDir
    private Path folder;

    @Test
    void oneCommandMakesTheTableAndMoreSeedsAddToIt() throws IOException {
        run("train", "teacher").succeeds();
        CommandRun first = run("ablate", "table", "--teacher", folder.resolve("teacher"), "--seeds", "1")
                .succeeds();
        assertThat(first.out()).isEqualTo(Files.readString(folder.resolve("table/table.md")));
        assertThat(first.out().lines().filter(line -> line.startsWith("| +"))).hasSize(3);
        Path checkpoint = folder.resolve("table/distillation-seed1/checkpoint.bin");
        byte[] trained = Files.readAllBytes(checkpoint);

        CommandRun more = run("ablate", "table", "--teacher", folder.resolve("teacher"), "--seeds", "2")
                .succeeds();

        assertThat(more.out().lines().filter(line -> line.startsWith("| +"))).hasSize(5);
        assertThat(Files.readAllBytes(checkpoint)).isEqualTo(trained);
        assertThat(Files.readString(folder.resolve("table/table.json"))).contains("\"intervalContainsZero\"");
    }

    @Test
    void anotherTeacherInTheFolderIsRefused() throws IOException {
        run("train", "teacher").succeeds();
        run("ablate", "table", "--teacher", folder.resolve("teacher"), "--seeds", "1")
                .succeeds();
        Path other = folder.resolve("other");
        Files.createDirectories(other);
        Files.copy(folder.resolve("teacher/run.json"), other.resolve("run.json"));
        Files.copy(folder.resolve("table/mixup-seed1/best.weights"), other.resolve("best.weights"));

        run("ablate", "table", "--teacher", other, "--seeds", "1")
                .failsWith("Ablation", "teacher sha256", "other sha256");
    }

    @Test
    void aTeacherAndAtLeastOneSeedAreNeeded() {
        run("ablate", "table").isWrongUsage("--teacher");
        run("ablate", "table", "--teacher", folder.resolve("teacher"), "--seeds", "0")
                .failsWith("Expected at least one seed, found 0");
    }

    private CommandRun run(String command, String out, Object... more) {
        List<Object> args = new ArrayList<>(List.of(command));
        args.addAll(SMALL);
        args.addAll(List.of("--out", folder.resolve(out)));
        args.addAll(List.of(more));
        return CommandRun.of(args.toArray());
    }
}

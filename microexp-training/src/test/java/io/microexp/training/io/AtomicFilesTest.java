package io.microexp.training.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    @TempDir
    Path folder;

    @Test
    void createsTheFileAndItsFolders() throws IOException {
        Path target = folder.resolve("a/b/out.json");

        AtomicFiles.writeString(target, "{}");

        assertThat(target).hasContent("{}");
        assertThat(target.getParent()).isDirectoryContaining(target::equals);
    }

    @Test
    void replacesAnOlderFile() throws IOException {
        Path target = Files.writeString(folder.resolve("out.txt"), "old and longer");

        AtomicFiles.writeString(target, "new");

        assertThat(target).hasContent("new");
    }

    @Test
    void aFailureLeavesTheOldFileAndNoTemporaryOne() throws IOException {
        Path target = Files.writeString(folder.resolve("out.txt"), "old");

        assertThatThrownBy(() -> AtomicFiles.write(target, file -> {
                    Files.writeString(file, "half");
                    throw new IOException("disk full");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("disk full");

        assertThat(target).hasContent("old");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(target);
        }
    }

    @Test
    void theTemporaryNameKeepsTheExtension() throws IOException {
        AtomicFiles.write(folder.resolve("curve.png"), file -> {
            assertThat(file.getFileName().toString()).endsWith(".png");
            Files.write(file, new byte[] {1});
        });

        assertThat(folder.resolve("curve.png")).hasBinaryContent(new byte[] {1});
    }
}

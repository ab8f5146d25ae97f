package io.microexp.training.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
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
                .hasMessage("Cannot write " + target + ": disk full");

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

    @Test
    void aLinkIsFollowedAndStaysALink() throws IOException {
        Path target = Files.writeString(folder.resolve("real.json"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), Path.of("real.json"));
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling.json"), folder.resolve("later/new.json"));

        AtomicFiles.writeString(link, "new");
        AtomicFiles.writeString(dangling, "first");

        assertThat(link).isSymbolicLink();
        assertThat(target).hasContent("new");
        assertThat(dangling).isSymbolicLink();
        assertThat(folder.resolve("later/new.json")).hasContent("first");
    }

    @Test
    void linksInACircleAreRefused() throws IOException {
        Path circle = Files.createSymbolicLink(folder.resolve("circle"), Path.of("circle"));

        assertThatThrownBy(() -> AtomicFiles.writeString(circle, "text"))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot write " + circle + ": too many symbolic links");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aPipeIsWrittenThroughAndStaysAPipe() throws Exception {
        Path pipe = folder.resolve("pipe.txt");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try {
            Future<String> read = reader.submit(() -> Files.readString(pipe));

            AtomicFiles.writeString(pipe, "through");

            assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo("through");
            assertThat(Files.isRegularFile(pipe)).isFalse();
        } finally {
            reader.shutdownNow();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsReportedWithTheTarget() {
        assertThatThrownBy(() -> AtomicFiles.writeString(Path.of("/dev/full"), "text"))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot write /dev/full: No space left on device");
        assertThat(Path.of("/dev/full")).exists();
        assertThat(Files.isRegularFile(Path.of("/dev/full"))).isFalse();
    }

    @Test
    void aFolderIsRefused() {
        assertThatThrownBy(() -> AtomicFiles.writeString(folder, "text"))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot write " + folder + ": it is a folder; give the name of a file");
    }

    @Test
    void whatAKilledProcessLeftIsRemovedAndNothingElse() throws IOException {
        String uuid = "123e4567-e89b-12d3-a456-426614174000";
        long here = ProcessHandle.current().pid();
        long parent = ProcessHandle.current().parent().orElseThrow().pid();
        Path killed = Files.writeString(folder.resolve(".tmp-999999999-" + uuid + "-out.txt"), "half");
        Path samePid = Files.writeString(folder.resolve(".tmp-" + here + "-" + uuid + "-out.txt"), "half");
        Path alive = Files.writeString(folder.resolve(".tmp-" + parent + "-" + uuid + "-out.txt"), "being written");
        Path other = Files.writeString(folder.resolve(".tmp-999999999-" + uuid + "-other.txt"), "half");
        Path unknown = Files.writeString(folder.resolve(".tmp-mine-out.txt"), "not ours");

        AtomicFiles.writeString(folder.resolve("out.txt"), "whole");

        assertThat(killed).doesNotExist();
        assertThat(samePid).doesNotExist();
        assertThat(alive).exists();
        assertThat(other).exists();
        assertThat(unknown).exists();
        assertThat(folder.resolve("out.txt")).hasContent("whole");
    }
}

package io.microexp.training.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * Writes a file under a temporary name beside its target and then moves it there, so that a reader, or a run after a
 * crash, finds the old content or the new, never half of one.
 *
 * <p>Thread safety: stateless; of several writers of one target the last wins whole.
 */
public final class AtomicFiles {
    private AtomicFiles() {}

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes all content and closes the file.
         *
         * @param file a path that does not exist yet, with the extension of the target
         * @throws IOException if writing fails
         */
        void writeTo(Path file) throws IOException;
    }

    /**
     * Writes a file whole or not at all. Missing parent directories are created.
     *
     * @param target the file to create or replace
     * @param content writes the file's content to the path it is given
     * @throws IOException if writing or moving fails; the target is then as it was
     */
    public static void write(Path target, Content content) throws IOException {
        Path absolute = target.toAbsolutePath();
        Files.createDirectories(absolute.getParent());
        Path temporary = absolute.resolveSibling(".tmp-" + UUID.randomUUID() + "-" + absolute.getFileName());
        try {
            content.writeTo(temporary);
            Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Writes a text file in UTF-8 whole or not at all.
     *
     * @param target the file to create or replace
     * @param text its content
     * @throws IOException if writing or moving fails; the target is then as it was
     */
    public static void writeString(Path target, String text) throws IOException {
        write(target, file -> Files.writeString(file, text));
    }
}

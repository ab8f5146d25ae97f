package io.microexp.training.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes a file under a temporary name beside its target, forces it to the disk, and moves it to the target, so that a
 * reader, or a run after a crash, finds the old content or the new, never half of one. What a killed process left
 * behind is removed when the same target is written again.
 *
 * <p>A symbolic link is followed: the file that it points to is replaced. Devices, pipes and other targets that are not
 * regular files are written through, never replaced. Safe for several writers of one target: the last one wins.
 */
public final class AtomicFiles {
    private static final String PREFIX = ".tmp-";
    private static final int MAX_LINKS = 40;

    /** Temporary files that this process is writing. */
    private static final Set<Path> ACTIVE = ConcurrentHashMap.newKeySet();

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
     * Writes a file completely or not at all. Creates missing parent folders.
     *
     * @param target the file to create or replace
     * @param content writes the file's content to the path it is given
     * @throws IOException if writing or moving fails; names the target, which is then as it was
     */
    public static void write(Path target, Content content) throws IOException {
        try {
            if (Files.isDirectory(target)) {
                throw new FileSystemException(target.toString(), null, "it is a folder; give the name of a file");
            }
            if (isSpecial(target)) {
                writeThrough(target, content);
            } else {
                replace(followLinks(target.toAbsolutePath()), content);
            }
        } catch (IOException e) {
            throw new IOException("Cannot write " + target + ": " + reason(e), e);
        }
    }

    /**
     * Writes a text file in UTF-8 completely or not at all.
     *
     * @param target the file to create or replace
     * @param text its content
     * @throws IOException if writing or moving fails; names the target, which is then as it was
     */
    public static void writeString(Path target, String text) throws IOException {
        write(target, file -> Files.writeString(file, text));
    }

    private static String reason(IOException e) {
        String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
        return Objects.requireNonNullElse(reason, e.getClass().getSimpleName());
    }

    /** Devices, pipes and what stands in their place: /dev/stdout may lead to a regular file that a shell has open. */
    private static boolean isSpecial(Path target) {
        Path absolute = target.toAbsolutePath().normalize();
        boolean system =
                absolute.startsWith("/dev") && !absolute.startsWith("/dev/shm") || absolute.startsWith("/proc");
        return Files.exists(target) && (system || !Files.isRegularFile(target));
    }

    private static void writeThrough(Path target, Content content) throws IOException {
        Path folder = Files.createTempDirectory("microexp");
        Path temporary = folder.resolve(target.getFileName());
        try {
            content.writeTo(temporary);
            try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.WRITE)) {
                Files.copy(temporary, out);
            }
        } finally {
            Files.deleteIfExists(temporary);
            Files.delete(folder);
        }
    }

    private static Path followLinks(Path target) throws IOException {
        Path at = target;
        for (int links = 0; Files.isSymbolicLink(at); links++) {
            if (links == MAX_LINKS) {
                throw new FileSystemException(target.toString(), null, "too many symbolic links");
            }
            at = at.resolveSibling(Files.readSymbolicLink(at));
        }
        return at;
    }

    private static void replace(Path target, Content content) throws IOException {
        Path folder = target.getParent();
        Files.createDirectories(folder);
        removeLeftovers(folder, "-" + target.getFileName());
        String name = PREFIX + ProcessHandle.current().pid() + "-" + UUID.randomUUID() + "-" + target.getFileName();
        Path temporary = folder.resolve(name);
        ACTIVE.add(temporary);
        try {
            content.writeTo(temporary);
            force(temporary, StandardOpenOption.WRITE);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            forceFolder(folder);
        } finally {
            Files.deleteIfExists(temporary);
            ACTIVE.remove(temporary);
        }
    }

    /** Removes the temporary files of processes that ended while they wrote this target. */
    private static void removeLeftovers(Path folder, String ending) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                folder, entry -> entry.getFileName().toString().startsWith(PREFIX))) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (name.endsWith(ending) && isLeftover(entry, name)) {
                    Files.deleteIfExists(entry);
                }
            }
        }
    }

    private static boolean isLeftover(Path temporary, String name) {
        String[] parts = name.substring(PREFIX.length()).split("-", 2);
        if (!parts[0].matches("[0-9]{1,18}")) {
            return false;
        }
        long writer = Long.parseLong(parts[0]);
        return writer == ProcessHandle.current().pid()
                ? !ACTIVE.contains(temporary)
                : ProcessHandle.of(writer).isEmpty();
    }

    private static void force(Path path, StandardOpenOption option) throws IOException {
        try (FileChannel channel = FileChannel.open(path, option)) {
            channel.force(true);
        }
    }

    /** Makes the move durable where folders can be opened, which Windows does not allow. */
    private static void forceFolder(Path folder) {
        try {
            force(folder, StandardOpenOption.READ);
        } catch (IOException e) {
            // the move itself succeeded; only its survival of a power cut is less certain
        }
    }
}

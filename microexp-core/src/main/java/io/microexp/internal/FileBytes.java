package io.microexp.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads whole files, and refuses what is not a file of a sane size before reading it. */
public final class FileBytes {
    private FileBytes() {}

    /**
     * Reads a regular file that is not empty and has at most {@code max} bytes.
     *
     * @throws IOException if it is another or cannot be read; {@link #reason} words it
     */
    public static byte[] read(Path file, int max) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException(
                    "expected a regular file, found a " + (Files.isDirectory(file) ? "folder" : "device or pipe"));
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Files.size(file) > max ? tooLarge(max) : read(in, max);
        }
    }

    /** Reads the rest of a stream under the same conditions. */
    public static byte[] read(InputStream in, int max) throws IOException {
        byte[] bytes = in.readNBytes(max + 1);
        if (bytes.length == 0) {
            throw new IOException("it is empty");
        }
        return bytes.length > max ? tooLarge(max) : bytes;
    }

    private static byte[] tooLarge(int max) throws IOException {
        throw new IOException("expected at most " + (max >> 20) + " MB, found more");
    }

    /** Returns the message where it was written here, and the type of the error beside it where it came from below. */
    public static String reason(IOException e) {
        return e.getClass() == IOException.class && e.getMessage() != null ? e.getMessage() : e.toString();
    }

    public static boolean startsWith(byte[] bytes, int offset, String ascii) {
        if (bytes.length < offset + ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (bytes[offset + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}

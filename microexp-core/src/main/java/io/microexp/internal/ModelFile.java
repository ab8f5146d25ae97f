package io.microexp.internal;

import io.microexp.ModelFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads model files, and says what else a file is that turns out not to be one. */
public final class ModelFile {
    private static final int MAX_BYTES = 256 << 20;
    private static final byte[] LFS_POINTER =
            "version https://git-lfs.github.com/spec/".getBytes(StandardCharsets.US_ASCII);

    private ModelFile() {}

    /**
     * Reads a whole file of bounded size.
     *
     * @throws ModelFormatException if it is not a regular file, is empty or too large, or is a Git LFS pointer
     */
    public static byte[] read(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new ModelFormatException("Model file " + file + ": expected a regular file, found a "
                    + (Files.isDirectory(file) ? "folder" : "device or pipe"));
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            if (Files.size(file) > MAX_BYTES) {
                throw tooLarge(file);
            }
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw new ModelFormatException("Model file " + file + " cannot be read: " + e, e);
        }
        if (bytes.length > MAX_BYTES) {
            throw tooLarge(file);
        }
        if (bytes.length == 0) {
            throw new ModelFormatException("Model file " + file + " is empty. Copy or export the model again");
        }
        if (startsWith(bytes, LFS_POINTER)) {
            throw new ModelFormatException("Model file " + file
                    + " is a Git LFS pointer, not the model itself. Run \"git lfs pull\" in its repository");
        }
        return bytes;
    }

    private static ModelFormatException tooLarge(Path file) {
        return new ModelFormatException(
                "Model file " + file + ": expected at most " + (MAX_BYTES >> 20) + " MB, found more");
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }
}

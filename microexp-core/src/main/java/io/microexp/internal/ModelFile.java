package io.microexp.internal;

import io.microexp.ModelFormatException;
import java.io.IOException;
import java.nio.file.Path;

/** Reads model files. */
public final class ModelFile {
    private static final int MAX_BYTES = 256 << 20;

    private ModelFile() {}

    /**
     * Reads a whole model file.
     *
     * @throws ModelFormatException if it is not a regular file of 1 byte to 256 MB, or is a Git LFS pointer
     */
    public static byte[] read(Path file) {
        byte[] bytes;
        try {
            bytes = FileBytes.read(file, MAX_BYTES);
        } catch (IOException e) {
            throw new ModelFormatException("Model file " + file + " cannot be read: " + FileBytes.reason(e), e);
        }
        if (FileBytes.startsWith(bytes, 0, "version https://git-lfs.github.com/spec/")) {
            throw new ModelFormatException("Model file " + file
                    + " is a Git LFS pointer, not the model itself. Run \"git lfs pull\" in its repository");
        }
        return bytes;
    }
}

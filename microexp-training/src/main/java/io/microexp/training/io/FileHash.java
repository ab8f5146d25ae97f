package io.microexp.training.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.output.NullOutputStream;

/** SHA-256 of files and of other content. */
public final class FileHash {
    private FileHash() {}

    /**
     * Returns the SHA-256 of a file as it is stored, in 64 lower-case hexadecimal digits.
     *
     * @throws IOException if the file cannot be read
     */
    public static String sha256(Path file) throws IOException {
        MessageDigest digest = digest();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            IOUtils.copyLarge(in, NullOutputStream.INSTANCE);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Returns a new SHA-256 digest, which every Java platform has. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}

package io.microexp.training.cli;

import java.io.BufferedInputStream;
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

/** Tells files apart. Thread safety: stateless. */
final class FileHash {
    private FileHash() {}

    /** The SHA-256 of a file as it is stored: 64 lower-case hex digits. */
    static String sha256(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
        try (InputStream in = new DigestInputStream(new BufferedInputStream(Files.newInputStream(file)), digest)) {
            IOUtils.copyLarge(in, NullOutputStream.INSTANCE);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}

package io.microexp.training.io;

import io.microexp.DataFormatException;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;

/**
 * A kind of binary file: a magic number, the content, and the CRC-32 of both. Damage is found before any content is
 * used.
 *
 * @param kind names the file in messages
 * @param magic the first four bytes; another number for another version of the format
 * @param remedy what to do about a file that is refused
 */
public record SealedFormat(String kind, int magic, String remedy) {
    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Writer {
        /** Writes all of it. */
        void writeTo(DataOutputStream out) throws IOException;
    }

    /** Reads the content of a file; an IOException says what was expected and found. */
    @FunctionalInterface
    public interface Reader<T> {
        /** Reads all of it. */
        T readFrom(DataInputStream in) throws IOException;
    }

    /**
     * Writes a file completely or not at all.
     *
     * @throws IOException if it cannot be written; it is then as it was
     */
    public void write(Path file, Writer content) throws IOException {
        AtomicFiles.write(file, path -> {
            CRC32 checksum = new CRC32();
            try (DataOutputStream out = new DataOutputStream(
                    new CheckedOutputStream(new BufferedOutputStream(Files.newOutputStream(path)), checksum))) {
                out.writeInt(magic);
                content.writeTo(out);
                out.writeLong(checksum.getValue());
            }
        });
    }

    /**
     * Reads a file.
     *
     * @throws DataFormatException if it is missing, damaged, of another kind, or refused by the reader
     */
    public <T> T read(Path file, Reader<T> reader) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            int end = bytes.limit() - Long.BYTES;
            if (end < Integer.BYTES || bytes.getInt(0) != magic) {
                throw new IOException("it is not a file of this kind, or of another version");
            }
            CRC32 checksum = new CRC32();
            checksum.update(bytes.array(), 0, end);
            if (bytes.getLong(end) != checksum.getValue()) {
                throw new IOException("it is damaged: its " + bytes.limit() + " bytes do not match their checksum");
            }
            int content = end - Integer.BYTES;
            return reader.readFrom(
                    new DataInputStream(new ByteArrayInputStream(bytes.array(), Integer.BYTES, content)));
        } catch (NoSuchFileException e) {
            throw refused(file, "the file does not exist", e);
        } catch (IOException e) {
            throw refused(file, e instanceof EOFException ? "it ends too early" : e.getMessage(), e);
        }
    }

    private DataFormatException refused(Path file, String reason, IOException cause) {
        return new DataFormatException(kind + " " + file + " cannot be used: " + reason + ". " + remedy, cause);
    }
}

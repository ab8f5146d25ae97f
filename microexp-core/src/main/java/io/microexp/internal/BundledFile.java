package io.microexp.internal;

import io.microexp.ModelFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** Files of the jar. Beside each stands its checksum, in a file of the same name and {@code .crc32c}. */
public final class BundledFile {
    private BundledFile() {}

    /**
     * Reads a file and checks it. The CRC-32C intrinsic takes a hundredth of the time of SHA-256.
     *
     * @param what names the file in messages, as "Bundled model fer2013"
     * @param resource its absolute name
     * @throws ModelFormatException if it is missing or damaged
     */
    public static byte[] read(String what, String resource) {
        byte[] checksum = bytes(what, resource + ".crc32c");
        return verified(what, bytes(what, resource), new String(checksum, StandardCharsets.US_ASCII).strip());
    }

    private static byte[] bytes(String what, String resource) {
        try (InputStream in = BundledFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new ModelFormatException(what + ": expected the resource " + resource
                        + ", found none. Add the whole jar of microexp-core to the class path");
            }
            return allBytes(in);
        } catch (IOException e) {
            throw new ModelFormatException(what + ": " + resource + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Reads into one array where the jar knows the size, since {@code readAllBytes} gathers pieces and copies them. */
    static byte[] allBytes(InputStream in) throws IOException {
        byte[] bytes = new byte[in.available()];
        int count = in.readNBytes(bytes, 0, bytes.length);
        byte[] rest = in.readAllBytes();
        if (rest.length == 0 && count == bytes.length) {
            return bytes;
        }
        byte[] all = Arrays.copyOf(bytes, count + rest.length);
        System.arraycopy(rest, 0, all, count, rest.length);
        return all;
    }

    /** Accepts bytes that have a CRC-32C. */
    static byte[] verified(String what, byte[] bytes, String expected) {
        String found = crc32c(bytes);
        if (!found.equals(expected)) {
            throw new ModelFormatException(what + " is damaged: expected CRC-32C " + expected + ", found " + found
                    + ". Fetch the jar of microexp-core again");
        }
        return bytes;
    }

    static String crc32c(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, bytes.length);
        return HexFormat.of().toHexDigits((int) checksum.getValue());
    }
}

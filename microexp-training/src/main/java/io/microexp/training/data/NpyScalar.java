package io.microexp.training.data;

import io.microexp.DataFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A whole number in a NumPy {@code .npy} file of format 1.0 with one little-endian element, number or string. */
final class NpyScalar {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final int HEADER_LENGTH_AT = MAGIC.length;
    private static final int HEADER_AT = HEADER_LENGTH_AT + Short.BYTES;
    private static final Pattern TYPE = Pattern.compile("'descr':\\s*'[<|]([iufUS])(\\d{1,4})'");
    private static final int BYTES_PER_CODE_POINT = 4;
    private static final Charset UTF_32 = Charset.forName("UTF-32LE");

    private NpyScalar() {}

    static int read(Path file, int min, int max) {
        try {
            double value = value(ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN));
            if (value >= min && value <= max && value == Math.rint(value)) {
                return (int) value;
            }
            throw new DataFormatException(
                    file + ": expected a whole number of " + min + ".." + max + ", found " + value);
        } catch (IOException | IllegalArgumentException e) {
            throw new DataFormatException(
                    file + ": expected a NumPy file (format 1.0) of one little-endian number or string, found: " + e,
                    e);
        }
    }

    /** Throws IllegalArgumentException, of which NumberFormatException is one, on anything else. */
    private static double value(ByteBuffer npy) {
        if (npy.remaining() < HEADER_AT || !npy.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            throw new IllegalArgumentException(npy.remaining() + " bytes without NumPy's signature");
        }
        int dataAt = HEADER_AT + Short.toUnsignedInt(npy.getShort(HEADER_LENGTH_AT));
        byte[] bytes = npy.array();
        String header =
                new String(bytes, HEADER_AT, Math.min(dataAt, bytes.length) - HEADER_AT, StandardCharsets.ISO_8859_1);
        Matcher type = TYPE.matcher(header);
        if (!type.find()) {
            throw new IllegalArgumentException("header " + header.strip());
        }
        int size = Integer.parseInt(type.group(2)) * (type.group(1).equals("U") ? BYTES_PER_CODE_POINT : 1);
        if (bytes.length - dataAt != size) {
            throw new IllegalArgumentException((bytes.length - dataAt) + " bytes of data for header " + header.strip());
        }
        ByteBuffer data = npy.slice(dataAt, size).order(ByteOrder.LITTLE_ENDIAN);
        return switch (type.group(1)) {
            case "U" -> number(UTF_32.decode(data).toString());
            case "S" -> number(StandardCharsets.US_ASCII.decode(data).toString());
            case "f" -> real(data);
            default -> integer(data);
        };
    }

    private static double number(String text) {
        return Double.parseDouble(text.replace("\0", ""));
    }

    private static double real(ByteBuffer data) {
        return switch (data.remaining()) {
            case Float.BYTES -> data.getFloat();
            case Double.BYTES -> data.getDouble();
            default -> throw new IllegalArgumentException(data.remaining() + " bytes a number");
        };
    }

    private static double integer(ByteBuffer data) {
        return switch (data.remaining()) {
            case Byte.BYTES -> data.get();
            case Short.BYTES -> data.getShort();
            case Integer.BYTES -> data.getInt();
            case Long.BYTES -> data.getLong();
            default -> throw new IllegalArgumentException(data.remaining() + " bytes a number");
        };
    }
}

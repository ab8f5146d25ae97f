package io.microexp.internal.protobuf;

import io.microexp.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A bounds-checked cursor over protobuf wire format (varint, fixed32, fixed64, length-delimited), enough to read ONNX
 * files without a library. Every read that would leave its message throws {@link ModelFormatException}; nothing is
 * allocated before its length is known to fit.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Protocol Buffers: encoding</a>
 */
public final class ProtobufReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;

    private final byte[] bytes;
    private final int end;
    private int position;
    private int wireType;

    /**
     * Creates a reader of one whole message.
     *
     * @param bytes the message; aliased, not modified
     */
    public ProtobufReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private ProtobufReader(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    /**
     * Moves to the next field.
     *
     * @return its number, or 0 at the end of the message
     */
    public int nextField() {
        if (position == end) {
            return 0;
        }
        long tag = varint();
        wireType = (int) (tag & 7);
        long field = tag >>> 3;
        if (field < 1 || field > 0x1FFFFFFF) {
            throw damaged("expected a field number, found " + field);
        }
        return (int) field;
    }

    /**
     * Returns whether the field just met is length-delimited (a string, bytes, a message, or packed numbers).
     *
     * @return true if so
     */
    public boolean isLengthDelimited() {
        return wireType == LENGTH_DELIMITED;
    }

    /**
     * Returns the value of a varint field.
     *
     * @return the value as a signed 64-bit number
     */
    public long readVarint() {
        expect(VARINT);
        return varint();
    }

    /**
     * Returns the value of a float field.
     *
     * @return the value
     */
    public float readFloat() {
        expect(FIXED32);
        return slice(4).getFloat();
    }

    /**
     * Returns the value of a string field.
     *
     * @return the text, decoded as UTF-8
     */
    public String readString() {
        expect(LENGTH_DELIMITED);
        int length = length();
        return new String(bytes, advance(length), length, StandardCharsets.UTF_8);
    }

    /**
     * Returns the value of a bytes field.
     *
     * @return a read-only little-endian view of the bytes
     */
    public ByteBuffer readBytes() {
        expect(LENGTH_DELIMITED);
        return slice(length());
    }

    /**
     * Returns the value of a message field.
     *
     * @return a reader confined to that message
     */
    public ProtobufReader readMessage() {
        expect(LENGTH_DELIMITED);
        int start = advance(length());
        return new ProtobufReader(bytes, start, position);
    }

    /**
     * Returns whether this message has been read to its end; for packed numbers, read with {@link #readPackedVarint}.
     *
     * @return true at the end
     */
    public boolean atEnd() {
        return position == end;
    }

    /**
     * Returns the next number of a packed field that {@link #readMessage} entered.
     *
     * @return the value
     */
    public long readPackedVarint() {
        return varint();
    }

    /** Steps over the value of the field just met. */
    public void skip() {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED64 -> advance(8);
            case LENGTH_DELIMITED -> advance(length());
            case FIXED32 -> advance(4);
            default -> throw damaged("expected a wire type of 0, 1, 2 or 5, found " + wireType);
        }
    }

    private void expect(int type) {
        if (wireType != type) {
            throw damaged("expected wire type " + type + ", found " + wireType);
        }
    }

    private int length() {
        long length = varint();
        if (length < 0 || length > end - position) {
            throw damaged("expected at most " + (end - position) + " more bytes, found a length of " + length);
        }
        return (int) length;
    }

    /** Moves on and returns the position before. */
    private int advance(int length) {
        if (length > end - position) {
            throw damaged("expected " + length + " more bytes, found " + (end - position));
        }
        position += length;
        return position - length;
    }

    private ByteBuffer slice(int length) {
        return ByteBuffer.wrap(bytes, advance(length), length)
                .slice()
                .asReadOnlyBuffer()
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (position == end) {
                throw damaged("expected the rest of a number, found the end");
            }
            byte b = bytes[position++];
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw damaged("expected a number of at most 10 bytes");
    }

    private ModelFormatException damaged(String what) {
        return new ModelFormatException("Not an intact ONNX file: at byte " + position + " of " + bytes.length + " "
                + what + ". Copy or export the model again");
    }
}

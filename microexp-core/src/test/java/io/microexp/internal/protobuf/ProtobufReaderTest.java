package io.microexp.internal.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.microexp.ModelFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtobufReaderTest {
    private static final int LARGEST_FIELD = 0x1FFFFFFF;

    @Test
    void readsWhatTheProtobufLibraryWrites() throws IOException {
        ProtobufReader reader = new ProtobufReader(message());
        assertThat(reader.nextField()).isEqualTo(1);
        assertThat(reader.readVarint()).isEqualTo(-1);
        assertThat(reader.nextField()).isEqualTo(2);
        assertThat(reader.readFloat()).isEqualTo(0.5f);
        assertThat(reader.nextField()).isEqualTo(3);
        assertThat(reader.isLengthDelimited()).isTrue();
        assertThat(reader.readString()).isEqualTo("\u00e9moi");
        assertThat(reader.nextField()).isEqualTo(4);
        assertThat(reader.readBytes().getInt()).isEqualTo(0x04030201);
        assertThat(reader.nextField()).isEqualTo(5);
        ProtobufReader packed = reader.readMessage();
        assertThat(packed.readPackedVarint()).isEqualTo(Long.MAX_VALUE);
        assertThat(packed.atEnd()).isTrue();
        assertThat(reader.nextField()).isEqualTo(LARGEST_FIELD);
        assertThat(reader.isLengthDelimited()).isFalse();
        reader.skip();
        assertThat(reader.nextField()).isZero();
        assertThat(reader.atEnd()).isTrue();
    }

    @Test
    void skipsEveryKindOfField() throws IOException {
        ProtobufReader reader = new ProtobufReader(message());
        int fields = 0;
        while (reader.nextField() != 0) {
            reader.skip();
            fields++;
        }
        assertThat(fields).isEqualTo(6);
    }

    @Test
    void anEmptyMessageHasNoFields() {
        assertThat(new ProtobufReader(new byte[0]).nextField()).isZero();
    }

    @Test
    void aMessageInsideEndsWhereItsLengthSays() {
        ProtobufReader inner = readerAtField1(bytes(0x0A, 2, 0x0A, 1, 0x7F)).readMessage();
        assertThat(inner.nextField()).isEqualTo(1);
        assertDamaged(inner::readBytes, "expected at most 0 more bytes, found a length of 1");
    }

    @Test
    void everyTruncationIsDamage() throws IOException {
        byte[] message = message();
        int refused = 0;
        for (int length = 0; length < message.length; length++) {
            refused += walks(Arrays.copyOf(message, length)) ? 0 : 1;
        }
        assertThat(refused).as("all but the ends of the six fields").isEqualTo(message.length - 6);
    }

    @ParameterizedTest
    @ValueSource(longs = {2, Integer.MAX_VALUE, 1L << 31, 1L << 32, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void aLengthBeyondTheMessageIsRefusedBeforeAnythingIsAllocated(long length) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeTag(1, 2);
        out.writeUInt64NoTag(length);
        out.writeRawByte(0);
        out.flush();
        byte[] message = bytes.toByteArray();
        String expected = "expected at most 1 more bytes, found a length of " + length;
        assertDamaged(() -> readerAtField1(message).readBytes(), expected);
        assertDamaged(() -> readerAtField1(message).readMessage(), expected);
        assertDamaged(() -> readerAtField1(message).readString(), expected);
        assertDamaged(() -> readerAtField1(message).skip(), expected);
    }

    @Test
    void namesWhatIsMalformed() {
        assertDamaged(() -> readerAtField1(bytes(0x0D, 0, 0, 0)).readFloat(), "expected 4 more bytes, found 3");
        assertDamaged(() -> readerAtField1(bytes(0x09, 0)).skip(), "expected 8 more bytes, found 1");
        assertDamaged(() -> readerAtField1(bytes(0x0B)).skip(), "expected a wire type of 0, 1, 2 or 5, found 3");
        assertDamaged(() -> readerAtField1(bytes(0x08, 1)).readFloat(), "expected wire type 5, found 0");
        assertDamaged(() -> readerAtField1(bytes(0x0A, 0)).readVarint(), "expected wire type 0, found 2");
        assertDamaged(() -> new ProtobufReader(bytes(0x00)).nextField(), "expected a field number, found 0");
        assertDamaged(() -> new ProtobufReader(bytes(0x80)).nextField(), "expected the rest of a number");
        byte[] elevenBytes = new byte[11];
        Arrays.fill(elevenBytes, (byte) 0x80);
        assertDamaged(() -> new ProtobufReader(elevenBytes).nextField(), "expected a number of at most 10 bytes");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void randomBytesAreReadOrRefused(long seed) {
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 5000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(64)];
            random.nextBytes(bytes);
            refused += walks(bytes) ? 0 : 1;
        }
        assertThat(refused).as("refused with seed %d", seed).isBetween(1, 5000);
    }

    /** Reads every field as what it claims to be; false if that ends in the one error there may be. */
    private static boolean walks(byte[] bytes) {
        try {
            walk(new ProtobufReader(bytes), 0);
            return true;
        } catch (ModelFormatException e) {
            assertThat(e).hasMessageStartingWith("Not an intact ONNX file: at byte ");
            return false;
        }
    }

    private static void walk(ProtobufReader reader, int depth) {
        for (int field = reader.nextField(); field != 0; field = reader.nextField()) {
            if (reader.isLengthDelimited() && field == 5 && depth < 8) {
                walkPacked(reader.readMessage());
            } else if (reader.isLengthDelimited() && field > 5 && depth < 8) {
                walk(reader.readMessage(), depth + 1);
            } else if (reader.isLengthDelimited()) {
                assertThat(reader.readString()).isNotNull();
            } else {
                reader.skip();
            }
        }
    }

    private static void walkPacked(ProtobufReader packed) {
        while (!packed.atEnd()) {
            packed.readPackedVarint();
        }
    }

    private static byte[] message() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeInt64(1, -1);
        out.writeFloat(2, 0.5f);
        out.writeString(3, "\u00e9moi");
        out.writeByteArray(4, new byte[] {1, 2, 3, 4});
        out.writeBytes(5, ByteString.fromHex("ffffffffffffffff7f"));
        out.writeFixed64(LARGEST_FIELD, 1);
        out.flush();
        return bytes.toByteArray();
    }

    private static ProtobufReader readerAtField1(byte[] bytes) {
        ProtobufReader reader = new ProtobufReader(bytes);
        assertThat(reader.nextField()).isEqualTo(1);
        return reader;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static void assertDamaged(Runnable read, String message) {
        assertThatThrownBy(read::run)
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith("Not an intact ONNX file: at byte ")
                .hasMessageContaining(message);
    }
}

package io.microexp.training.onnx;

import ai.djl.util.Float16Utils;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Constants of an ONNX graph: written as raw little-endian bytes, read as raw bytes or as typed values. */
public final class OnnxTensors {
    private OnnxTensors() {}

    public static TensorProto floats(String name, float[] values, long... shape) {
        ByteBuffer bytes = allocate(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        return of(name, DataType.FLOAT, bytes, shape);
    }

    /**
     * Rounds to half precision.
     *
     * @throws IllegalArgumentException if a value does not fit it
     */
    public static TensorProto halves(String name, float[] values, long... shape) {
        ByteBuffer bytes = allocate(values.length * Short.BYTES);
        for (int i = 0; i < values.length; i++) {
            try {
                bytes.putShort(Float16.bits(values[i]));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "Weights " + name + ", value " + i + " cannot be stored as FLOAT16: " + e.getMessage()
                                + ". Store them as FLOAT32",
                        e);
            }
        }
        return of(name, DataType.FLOAT16, bytes, shape);
    }

    public static TensorProto bytes(String name, byte[] values, long... shape) {
        return of(name, DataType.INT8, ByteBuffer.wrap(values), shape);
    }

    public static TensorProto unsignedByte(String name, int value) {
        return of(name, DataType.UINT8, ByteBuffer.wrap(new byte[] {(byte) value}));
    }

    public static TensorProto integers(String name, int[] values, long... shape) {
        ByteBuffer bytes = allocate(values.length * Integer.BYTES);
        bytes.asIntBuffer().put(values);
        return of(name, DataType.INT32, bytes, shape);
    }

    /** Returns a list of whole numbers, as operators take them. */
    public static TensorProto longs(String name, long... values) {
        ByteBuffer bytes = allocate(values.length * Long.BYTES);
        bytes.asLongBuffer().put(values);
        return of(name, DataType.INT64, bytes, values.length);
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static TensorProto of(String name, DataType type, ByteBuffer bytes, long... shape) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .addAllDims(Arrays.stream(shape).boxed().toList())
                .setRawData(ByteString.copyFrom(bytes.array()))
                .build();
    }

    /** Returns whether a tensor holds float32 numbers, or float16 numbers as raw bytes. */
    public static boolean isFloat(TensorProto tensor) {
        int width = width(tensor);
        return width > 0 && tensor.getRawData().size() % width == 0;
    }

    /** Returns the values of a tensor that {@link #isFloat}. */
    public static float[] values(TensorProto tensor) {
        ByteBuffer bytes = raw(tensor);
        if (width(tensor) == Short.BYTES) {
            return Float16Utils.fromShortBuffer(bytes.asShortBuffer());
        }
        FloatBuffer stored = bytes.asFloatBuffer();
        float[] values = new float[Math.max(stored.remaining(), tensor.getFloatDataCount())];
        stored.get(values, 0, stored.remaining());
        for (int i = 0; i < tensor.getFloatDataCount(); i++) {
            values[i] = tensor.getFloatData(i);
        }
        return values;
    }

    /** Returns the values of an int8 or int32 tensor stored as raw bytes, none of a tensor of another type. */
    public static int[] integers(TensorProto tensor) {
        ByteBuffer bytes = raw(tensor);
        return switch (tensor.getDataType()) {
            case DataType.INT8_VALUE ->
                IntStream.range(0, bytes.remaining()).map(bytes::get).toArray();
            case DataType.INT32_VALUE ->
                IntStream.range(0, bytes.remaining() / Integer.BYTES)
                        .map(i -> bytes.getInt(i * Integer.BYTES))
                        .toArray();
            default -> new int[0];
        };
    }

    /** Returns the values of an int64 tensor. */
    public static long[] longValues(TensorProto tensor) {
        if (tensor.getInt64DataCount() > 0) {
            return tensor.getInt64DataList().stream().mapToLong(Long::longValue).toArray();
        }
        ByteBuffer bytes = raw(tensor);
        long[] values = new long[bytes.remaining() / Long.BYTES];
        bytes.asLongBuffer().get(values);
        return values;
    }

    private static ByteBuffer raw(TensorProto tensor) {
        return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns the name of a tensor's element type. */
    public static String type(TensorProto tensor) {
        DataType type = DataType.forNumber(tensor.getDataType());
        return type == null ? String.valueOf(tensor.getDataType()) : type.name();
    }

    private static int width(TensorProto tensor) {
        return switch (tensor.getDataType()) {
            case DataType.FLOAT_VALUE -> Float.BYTES;
            case DataType.FLOAT16_VALUE -> Short.BYTES;
            default -> 0;
        };
    }
}

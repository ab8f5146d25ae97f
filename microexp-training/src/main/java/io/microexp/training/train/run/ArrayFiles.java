package io.microexp.training.train.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.microexp.training.train.optim.Arrays;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Arrays in a stream: a count, then of each the shape and the float32 values. */
final class ArrayFiles {
    private static final int MAX_RANK = 8;

    private ArrayFiles() {}

    static void write(DataOutputStream out, List<NDArray> arrays) throws IOException {
        out.writeInt(arrays.size());
        for (NDArray array : arrays) {
            long[] shape = array.getShape().getShape();
            out.writeInt(shape.length);
            for (long dimension : shape) {
                out.writeLong(dimension);
            }
            float[] values = array.toFloatArray();
            ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
            bytes.asFloatBuffer().put(values);
            out.write(bytes.array());
        }
    }

    /** Reads into arrays of the same shapes. */
    static void read(DataInputStream in, List<NDArray> arrays) throws IOException {
        read(in, arrays, arrays.size());
    }

    /** Reads into arrays of the same shapes; those from {@code required} on stay as they are if theirs is another. */
    static void read(DataInputStream in, List<NDArray> arrays, int required) throws IOException {
        int count = in.readInt();
        if (count != arrays.size()) {
            throw new IOException("expected " + arrays.size() + " arrays, found " + count);
        }
        for (int i = 0; i < count; i++) {
            NDArray array = arrays.get(i);
            Shape shape = readShape(in);
            if (!shape.equals(array.getShape())) {
                if (i < required) {
                    throw new IOException("array " + i + ": expected shape " + array.getShape() + ", found " + shape);
                }
                in.skipNBytes(shape.size() * Float.BYTES);
                continue;
            }
            float[] values = new float[Math.toIntExact(shape.size())];
            ByteBuffer.wrap(in.readNBytes(values.length * Float.BYTES))
                    .asFloatBuffer()
                    .get(values);
            Arrays.assign(array, values);
        }
    }

    /** Returns the length of the last array, such as a classifier's biases. */
    static int lastLength(DataInputStream in) throws IOException {
        int count = in.readInt();
        long length = 0;
        for (int i = 0; i < count; i++) {
            length = readShape(in).size();
            in.skipNBytes(length * Float.BYTES);
        }
        return Math.toIntExact(length);
    }

    private static Shape readShape(DataInputStream in) throws IOException {
        int rank = in.readInt();
        if (rank < 0 || rank > MAX_RANK) {
            throw new IOException("expected a rank of 0 to " + MAX_RANK + ", found " + rank);
        }
        long[] dimensions = new long[rank];
        for (int i = 0; i < rank; i++) {
            dimensions[i] = in.readLong();
        }
        return new Shape(dimensions);
    }
}

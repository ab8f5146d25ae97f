package io.microexp.internal.engine.onnx;

import io.microexp.ModelFormatException;
import io.microexp.internal.protobuf.ProtobufReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the fields of an ONNX file that inference needs. Every allocation is bounded by the length of the file.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>, whose field numbers these are
 */
public final class OnnxReader {
    private static final int OLDEST_IR = 3;
    private static final int NEWEST_IR = 14;
    private static final int OLDEST_OPSET = 11;
    private static final int NEWEST_OPSET = 26;

    private OnnxReader() {}

    public static OnnxGraph read(ProtobufReader model) {
        ProtobufReader graph = null;
        int opset = 0;
        for (int field = model.nextField(); field != 0; field = model.nextField()) {
            switch (field) {
                case 1 -> checkVersion(model.readVarint());
                case 7 -> {
                    if (graph != null) {
                        throw new ModelFormatException("Expected one ONNX graph, found two: are these two files?");
                    }
                    graph = model.readMessage();
                }
                case 8 -> opset = Math.max(opset, readOpset(model.readMessage()));
                default -> model.skip();
            }
        }
        if (graph == null) {
            throw new ModelFormatException("Expected an ONNX graph, found none in this file");
        }
        if (opset < OLDEST_OPSET || opset > NEWEST_OPSET) {
            throw new ModelFormatException("Expected ONNX operator set " + OLDEST_OPSET + ".." + NEWEST_OPSET
                    + ", found " + opset + "; export the model with operator set 17");
        }
        return readGraph(graph, opset);
    }

    private static void checkVersion(long version) {
        if (version < OLDEST_IR || version > NEWEST_IR) {
            throw new ModelFormatException("Expected ONNX IR version " + OLDEST_IR + ".." + NEWEST_IR + ", found "
                    + version + "; export the model with IR version 8");
        }
    }

    /** Returns the version of the default operator set, 0 for that of another domain. */
    private static int readOpset(ProtobufReader in) {
        String domain = "";
        long version = 0;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> domain = in.readString();
                case 2 -> version = in.readVarint();
                default -> in.skip();
            }
        }
        return isDefault(domain) ? (int) Math.max(0, Math.min(version, Integer.MAX_VALUE)) : 0;
    }

    public static boolean isDefault(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    private static OnnxGraph readGraph(ProtobufReader in, int opset) {
        List<OnnxNode> nodes = new ArrayList<>();
        Map<String, Constant> constants = new HashMap<>();
        List<OnnxGraph.Input> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> nodes.add(readNode(in.readMessage()));
                case 5 -> {
                    Constant constant = readTensor(in.readMessage());
                    if (constants.put(constant.name(), constant) != null) {
                        throw new ModelFormatException(
                                "Expected one initializer \"" + constant.name() + "\", found two");
                    }
                }
                case 11 -> inputs.add(readInput(in.readMessage()));
                case 12 -> outputs.add(readInput(in.readMessage()).name());
                case 15 ->
                    throw new ModelFormatException("Backend java cannot run sparse initializers; backend onnx can");
                default -> in.skip();
            }
            Limits.check("Graph nodes", nodes.size(), Limits.NODES);
        }
        List<OnnxGraph.Input> images = new ArrayList<>();
        for (OnnxGraph.Input input : inputs) {
            if (!constants.containsKey(input.name())) {
                images.add(input);
            }
        }
        return new OnnxGraph(
                opset, List.copyOf(nodes), Map.copyOf(constants), List.copyOf(images), List.copyOf(outputs));
    }

    private static OnnxNode readNode(ProtobufReader in) {
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        Map<String, Object> attributes = new HashMap<>();
        String name = "";
        String operator = "";
        String domain = "";
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> inputs.add(in.readString());
                case 2 -> outputs.add(in.readString());
                case 3 -> name = in.readString();
                case 4 -> operator = in.readString();
                case 5 -> readAttribute(in.readMessage(), attributes);
                case 7 -> domain = in.readString();
                default -> in.skip();
            }
        }
        return new OnnxNode(name, domain, operator, List.copyOf(inputs), List.copyOf(outputs), Map.copyOf(attributes));
    }

    /** Reads one attribute. Types that the engine does not use are skipped. */
    private static void readAttribute(ProtobufReader in, Map<String, Object> attributes) {
        String name = "";
        Object single = null;
        FloatList floats = new FloatList();
        LongList integers = new LongList();
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> name = in.readString();
                case 2 -> single = in.readFloat();
                case 3 -> single = in.readVarint();
                case 4 -> single = in.readString();
                case 5 -> single = readTensor(in.readMessage());
                case 7 -> floats.read(in);
                case 8 -> integers.read(in);
                default -> in.skip();
            }
        }
        Object value = single;
        if (integers.size > 0) {
            value = integers.toArray();
        } else if (floats.size > 0) {
            value = floats.toArray();
        }
        if (value != null) {
            attributes.put(name, value);
        }
    }

    private static OnnxGraph.Input readInput(ProtobufReader in) {
        String name = "";
        int elementType = 0;
        LongList dims = new LongList();
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> name = in.readString();
                case 2 -> elementType = readTensorType(in.readMessage(), dims);
                default -> in.skip();
            }
        }
        return new OnnxGraph.Input(name, elementType, dims.toArray());
    }

    private static int readTensorType(ProtobufReader type, LongList dims) {
        long elementType = 0;
        for (int field = type.nextField(); field != 0; field = type.nextField()) {
            if (field != 1) {
                type.skip();
                continue;
            }
            ProtobufReader tensor = type.readMessage();
            for (int inner = tensor.nextField(); inner != 0; inner = tensor.nextField()) {
                switch (inner) {
                    case 1 -> elementType = tensor.readVarint();
                    case 2 -> readShape(tensor.readMessage(), dims);
                    default -> tensor.skip();
                }
            }
        }
        return (int) elementType;
    }

    private static void readShape(ProtobufReader shape, LongList dims) {
        for (int field = shape.nextField(); field != 0; field = shape.nextField()) {
            if (field != 1) {
                shape.skip();
                continue;
            }
            ProtobufReader dim = shape.readMessage();
            long value = -1;
            for (int inner = dim.nextField(); inner != 0; inner = dim.nextField()) {
                if (inner == 1) {
                    value = dim.readVarint();
                } else {
                    dim.skip();
                }
            }
            dims.add(value);
        }
    }

    private static Constant readTensor(ProtobufReader in) {
        String name = "";
        long type = 0;
        LongList dims = new LongList();
        FloatList floats = new FloatList();
        LongList integers = new LongList();
        ByteBuffer raw = null;
        boolean external = false;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> dims.read(in);
                case 2 -> type = in.readVarint();
                case 4 -> floats.read(in);
                case 5, 7 -> integers.read(in);
                case 8 -> name = in.readString();
                case 9 -> raw = in.readBytes();
                case 14 -> external = in.readVarint() != 0;
                default -> in.skip();
            }
        }
        if (external) {
            throw new ModelFormatException("Constant \"" + name
                    + "\": expected its values inside the file, found a reference to another file");
        }
        return new TensorDecoder(name, type, dims.toArray(), raw, floats, integers).decode();
    }

    /** Values of a tensor, from whichever of ONNX's fields holds them. */
    private record TensorDecoder(
            String name, long type, long[] longDims, ByteBuffer raw, FloatList floats, LongList integers) {
        Constant decode() {
            int[] dims = dims();
            int count = count(dims);
            return switch ((int) type) {
                case ElementType.FLOAT -> Constant.of(name, dims, floats(count));
                case ElementType.FLOAT16 -> Constant.of(name, dims, halves(count));
                case ElementType.UINT8, ElementType.INT8, ElementType.INT32, ElementType.INT64 ->
                    Constant.of(name, (int) type, dims, integers(count));
                default ->
                    throw error("expected element type float, float16, uint8, int8, int32 or int64, found ONNX type "
                            + type);
            };
        }

        private int[] dims() {
            Limits.check(this, "dimensions", longDims.length, Limits.RANK);
            int[] dims = new int[longDims.length];
            for (int i = 0; i < dims.length; i++) {
                dims[i] = (int) Limits.check(this, "size", longDims[i], Limits.TENSOR_ELEMENTS);
            }
            return dims;
        }

        private int count(int[] dims) {
            long count = 1;
            for (int dim : dims) {
                count = Limits.check(this, "elements", count * dim, Limits.TENSOR_ELEMENTS);
            }
            return (int) count;
        }

        private float[] floats(int count) {
            if (raw == null) {
                expect(count, floats.size, "float values");
                return floats.toArray();
            }
            expect(count * 4L, raw.remaining(), "bytes of float32");
            float[] values = new float[count];
            raw.asFloatBuffer().get(values);
            return values;
        }

        private Weights halves(int count) {
            short[] halves = new short[count];
            if (raw != null) {
                expect(count * 2L, raw.remaining(), "bytes of float16");
                raw.asShortBuffer().get(halves);
            } else {
                expect(count, integers.size, "float16 values");
                for (int i = 0; i < count; i++) {
                    halves[i] = (short) integers.values[i];
                }
            }
            return Weights.ofHalves(halves);
        }

        private long[] integers(int count) {
            if (raw == null) {
                expect(count, integers.size, "integer values");
                return integers.toArray();
            }
            int width = type == ElementType.INT64 ? Long.BYTES : type == ElementType.INT32 ? Integer.BYTES : Byte.BYTES;
            expect((long) count * width, raw.remaining(), "bytes of integers");
            ByteBuffer bytes = raw.order(ByteOrder.LITTLE_ENDIAN);
            long[] values = new long[count];
            for (int i = 0; i < count; i++) {
                values[i] = switch ((int) type) {
                    case ElementType.INT64 -> bytes.getLong(i * Long.BYTES);
                    case ElementType.INT32 -> bytes.getInt(i * Integer.BYTES);
                    case ElementType.INT8 -> bytes.get(i);
                    default -> bytes.get(i) & 0xFF;
                };
            }
            return values;
        }

        private void expect(long expected, long found, String unit) {
            if (expected != found) {
                throw error("expected " + expected + " " + unit + " for shape " + Arrays.toString(longDims) + ", found "
                        + found);
            }
        }

        private ModelFormatException error(String what) {
            return new ModelFormatException(this + ": " + what);
        }

        @Override
        public String toString() {
            return "Constant \"" + name + "\"";
        }
    }

    /** A growing list of longs, read from packed or single fields. */
    private static final class LongList {
        private long[] values = {};
        private int size;

        void read(ProtobufReader in) {
            if (!in.isLengthDelimited()) {
                add(in.readVarint());
                return;
            }
            ProtobufReader packed = in.readMessage();
            while (!packed.atEnd()) {
                add(packed.readPackedVarint());
            }
        }

        void add(long value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, Math.max(8, size * 2));
            }
            values[size++] = value;
        }

        long[] toArray() {
            return Arrays.copyOf(values, size);
        }
    }

    /** A growing list of floats, read from packed or single fields. */
    private static final class FloatList {
        private float[] values = {};
        private int size;

        void read(ProtobufReader in) {
            if (!in.isLengthDelimited()) {
                reserve(1);
                values[size++] = in.readFloat();
                return;
            }
            ByteBuffer packed = in.readBytes();
            if (packed.remaining() % Float.BYTES != 0) {
                throw new ModelFormatException(
                        "Expected a multiple of 4 bytes of packed floats, found " + packed.remaining());
            }
            int count = packed.remaining() / Float.BYTES;
            reserve(count);
            packed.asFloatBuffer().get(values, size, count);
            size += count;
        }

        private void reserve(int more) {
            if (size + more > values.length) {
                values = Arrays.copyOf(values, Math.max(size + more, size * 2));
            }
        }

        float[] toArray() {
            return Arrays.copyOf(values, size);
        }
    }
}

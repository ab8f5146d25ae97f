package io.microexp.training.pretrained;

import com.google.gson.JsonParseException;
import io.microexp.DataFormatException;
import io.microexp.training.io.FileHash;
import io.microexp.training.io.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The weights of a TensorFlow.js model: a JSON file whose {@code weightsManifest} names the tensors, and beside it the
 * binary files ("shards") that hold them one after the other in little-endian order. Tensors of float32 may be stored
 * as float16 ({@code quantization.dtype}). Tensors of int32, which hold axes and shapes, are converted to float32.
 *
 * <p>Immutable. The values are not copied and must not be changed.
 */
public final class TfjsWeights {
    private static final String FLOAT16 = "float16";
    private static final String FLOAT32 = "float32";
    private static final Set<String> TYPES = Set.of(FLOAT16, FLOAT32, "int32");

    /** The number of tensor names that a message lists. */
    private static final int EXAMPLES = 5;

    private final Path file;
    private final Map<String, Tensor> tensors;

    private TfjsWeights(Path file, Map<String, Tensor> tensors) {
        this.file = file;
        this.tensors = tensors;
    }

    private record Manifest(List<Group> weightsManifest) {}

    private record Group(List<String> paths, List<Entry> weights) {}

    private record Quantization(String dtype) {}

    private record Tensor(int[] shape, float[] values) {}

    private record Entry(String name, int[] shape, String dtype, Quantization quantization) {
        int size() {
            return Arrays.stream(shape).reduce(1, Math::multiplyExact);
        }

        String storedType() {
            return quantization == null ? dtype : quantization.dtype();
        }
    }

    /**
     * Reads all tensors.
     *
     * @param model the JSON file, often {@code model.json}
     * @throws DataFormatException if the file or a shard is missing or cut short, or has a tensor of another type
     */
    public static TfjsWeights read(Path model) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Group group : manifest(model)) {
            ByteBuffer bytes = shards(model, group.paths());
            for (Entry entry : group.weights()) {
                tensors.put(entry.name(), new Tensor(entry.shape(), values(model, entry, bytes)));
            }
            if (bytes.hasRemaining()) {
                throw error(
                        model,
                        bytes.position() + " bytes in " + group.paths(),
                        bytes.limit() + ". The shards belong to another file",
                        null);
            }
        }
        return new TfjsWeights(model, tensors);
    }

    /**
     * Returns the values of a tensor, row-major.
     *
     * @param name the tensor's name in the manifest
     * @param shape the expected shape
     * @throws DataFormatException if there is no such tensor or it has another shape, as in a file of another network
     */
    public float[] values(String name, int... shape) {
        Tensor tensor = tensors.get(name);
        String expected = "the tensor " + name + " of shape " + Arrays.toString(shape);
        if (tensor == null) {
            throw error(file, expected, tensors.size() + " tensors such as " + examples(), null);
        }
        if (!Arrays.equals(tensor.shape(), shape)) {
            throw error(file, expected, "shape " + Arrays.toString(tensor.shape()), null);
        }
        return tensor.values();
    }

    /** Returns the SHA-256 of all values, in hexadecimal. */
    public String sha256() {
        MessageDigest digest = FileHash.digest();
        for (Tensor tensor : tensors.values()) {
            ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * tensor.values().length);
            bytes.asFloatBuffer().put(tensor.values());
            digest.update(bytes.array());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private List<String> examples() {
        return tensors.keySet().stream().limit(EXAMPLES).toList();
    }

    private static List<Group> manifest(Path model) {
        try {
            Manifest manifest = Json.COMPACT.fromJson(Files.readString(model), Manifest.class);
            if (manifest != null && isComplete(manifest)) {
                return manifest.weightsManifest();
            }
        } catch (IOException | JsonParseException e) {
            throw error(model, "a readable model.json", String.valueOf(e), e);
        }
        throw error(model, "a weightsManifest with paths and weights (name, shape, dtype)", "none", null);
    }

    private static boolean isComplete(Manifest manifest) {
        return manifest.weightsManifest() != null
                && manifest.weightsManifest().stream()
                        .allMatch(group -> group.paths() != null
                                && group.weights() != null
                                && group.weights().stream()
                                        .allMatch(w -> w.name() != null && w.shape() != null && w.dtype() != null));
    }

    private static ByteBuffer shards(Path model, List<String> paths) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String path : paths) {
            try {
                bytes.write(Files.readAllBytes(model.resolveSibling(path)));
            } catch (IOException e) {
                throw error(model, "the file " + path + " beside it", String.valueOf(e), e);
            }
        }
        return ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static float[] values(Path model, Entry entry, ByteBuffer bytes) {
        String type = entry.storedType();
        if (!TYPES.contains(type)) {
            throw error(model, "float32, float16 or int32 in " + entry.name(), type, null);
        }
        int width = FLOAT16.equals(type) ? Short.BYTES : Float.BYTES;
        if (bytes.remaining() < (long) entry.size() * width) {
            throw error(
                    model,
                    (long) entry.size() * width + " bytes of " + entry.name(),
                    bytes.remaining() + ". A shard is cut short",
                    null);
        }
        float[] values = new float[entry.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type) {
                case FLOAT16 -> toFloat(bytes.getShort());
                case FLOAT32 -> bytes.getFloat();
                default -> bytes.getInt();
            };
        }
        return values;
    }

    /** IEEE 754 half precision; the platform's own conversion came with Java 20. */
    static float toFloat(short half) {
        int exponent = half >> 10 & 0x1F;
        float fraction = (half & 0x3FF) / 1024f;
        float magnitude;
        if (exponent == 0) {
            magnitude = Math.scalb(fraction, -14);
        } else if (exponent == 31) {
            magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else {
            magnitude = Math.scalb(1 + fraction, exponent - 15);
        }
        return half < 0 ? -magnitude : magnitude;
    }

    private static DataFormatException error(Path model, String expected, String found, Exception cause) {
        return new DataFormatException(
                "TensorFlow.js weights " + model + ": expected " + expected + ", found " + found, cause);
    }
}

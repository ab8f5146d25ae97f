package io.microexp.training.testing;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes TensorFlow.js weights as its converter does: one group, as many shards as asked for. */
public final class TfjsFile {
    private final List<Map<String, Object>> weights = new ArrayList<>();
    private final ByteBuffer bytes;

    /** An empty file of at most so many bytes. */
    public TfjsFile(int capacity) {
        bytes = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Adds a tensor. */
    public TfjsFile float32(String name, int[] shape, float... values) {
        describe(name, shape, "float32");
        for (float value : values) {
            bytes.putFloat(value);
        }
        return this;
    }

    /** Adds a float32 tensor that is stored in half precision. */
    public TfjsFile float16(String name, int[] shape, short... values) {
        describe(name, shape, "float32").put("quantization", Map.of("dtype", "float16", "original_dtype", "float32"));
        for (short value : values) {
            bytes.putShort(value);
        }
        return this;
    }

    /** Adds a tensor. */
    public TfjsFile int32(String name, int[] shape, int... values) {
        describe(name, shape, "int32");
        for (int value : values) {
            bytes.putInt(value);
        }
        return this;
    }

    /** Adds the description of a tensor and returns it, to be added to. */
    public Map<String, Object> describe(String name, int[] shape, String dtype) {
        Map<String, Object> weight = new LinkedHashMap<>(Map.of("name", name, "shape", shape, "dtype", dtype));
        weights.add(weight);
        return weight;
    }

    /** Writes {@code name.json} and the shards, cut at the given bytes. */
    public Path write(Path folder, String name, int... cuts) throws IOException {
        List<String> paths = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= cuts.length; i++) {
            int to = i < cuts.length ? cuts[i] : bytes.position();
            paths.add(name + i + ".bin");
            Files.write(folder.resolve(name + i + ".bin"), Arrays.copyOfRange(bytes.array(), from, to));
            from = to;
        }
        Map<String, Object> model =
                Map.of("format", "graph-model", "weightsManifest", List.of(Map.of("paths", paths, "weights", weights)));
        return Files.writeString(
                folder.resolve(name + ".json"),
                new GsonBuilder().setPrettyPrinting().create().toJson(model));
    }
}

package io.microexp.internal.protobuf;

import io.microexp.ModelFormatException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The {@code metadata_props} of an ONNX file. */
public final class OnnxMetadata {
    private static final int GRAPH_FIELD = 7;
    private static final int METADATA_FIELD = 14;

    private OnnxMetadata() {}

    /**
     * Reads all entries of a file that holds a graph.
     *
     * @param name the file's name, for messages
     * @throws ModelFormatException if the bytes are not an ONNX model
     */
    public static Map<String, String> read(byte[] bytes, String name) {
        Map<String, String> entries = new LinkedHashMap<>();
        boolean graph = false;
        try {
            ProtobufReader reader = new ProtobufReader(bytes);
            for (int field = reader.nextField(); field != 0; field = reader.nextField()) {
                if (field == METADATA_FIELD) {
                    readEntry(reader.readMessage(), entries);
                } else {
                    graph |= field == GRAPH_FIELD;
                    reader.skip();
                }
            }
        } catch (ModelFormatException e) {
            throw new ModelFormatException("Model " + name + ": " + e.getMessage(), e);
        }
        if (!graph) {
            throw new ModelFormatException(
                    "Model " + name + ": expected an ONNX graph, found none in " + bytes.length + " bytes");
        }
        return entries;
    }

    private static void readEntry(ProtobufReader entry, Map<String, String> entries) {
        String key = "";
        String value = "";
        for (int field = entry.nextField(); field != 0; field = entry.nextField()) {
            switch (field) {
                case 1 -> key = entry.readString();
                case 2 -> value = entry.readString();
                default -> entry.skip();
            }
        }
        entries.put(key, value);
    }
}

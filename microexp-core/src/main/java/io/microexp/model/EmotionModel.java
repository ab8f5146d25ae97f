package io.microexp.model;

import io.microexp.ModelFormatException;
import io.microexp.internal.protobuf.OnnxScreen;
import io.microexp.internal.protobuf.ProtobufReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model: the bytes of one ONNX file and the metadata in it.
 *
 * <p>Thread safety: immutable; bytes are copied in and out.
 */
public final class EmotionModel {
    private static final String DEFAULT = "fer2013";
    private static final List<String> BUNDLED = List.of(DEFAULT, "ferplus");
    private static final int GRAPH_FIELD = 7;
    private static final int METADATA_FIELD = 14;

    private final String name;
    private final byte[] bytes;
    private final ModelMetadata metadata;
    private final String sha256;

    private EmotionModel(String name, byte[] bytes, String sha256) {
        this.name = name;
        this.bytes = bytes;
        OnnxScreen.check(bytes, name);
        this.metadata = ModelMetadata.fromEntries(readEntries(bytes, name), name);
        this.sha256 = sha256;
    }

    /**
     * The bundled model that {@link io.microexp.FacialEmotionClassifier#open()} uses.
     *
     * @return the model {@code fer2013}: seven classes
     */
    public static EmotionModel bundled() {
        return bundled(DEFAULT);
    }

    /**
     * A bundled model.
     *
     * @param name {@code "fer2013"} (seven classes, FER2013's labels) or {@code "ferplus"} (contempt too, and labels that
     *     ten people voted for)
     * @return the model
     * @throws ModelFormatException if no such model is bundled, or its bytes have not the SHA-256 of the file beside it
     */
    public static EmotionModel bundled(String name) {
        byte[] bytes = resource(name, ".onnx");
        byte[] checksum = resource(name, ".onnx.sha256");
        return verified(name, bytes, new String(checksum, StandardCharsets.US_ASCII));
    }

    private static byte[] resource(String name, String extension) {
        String resource = "/io/microexp/model/" + name + extension;
        try (InputStream in = EmotionModel.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new ModelFormatException("No bundled model \"" + name + "\": expected the resource " + resource
                        + " in microexp-core; bundled are " + BUNDLED);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new ModelFormatException("Bundled model " + resource + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** A model whose SHA-256 must be the first word of {@code checksum}, a line as {@code sha256sum} writes it. */
    static EmotionModel verified(String name, byte[] bytes, String checksum) {
        String expected = checksum.strip().split(" ", 2)[0];
        String found = hash(bytes);
        if (!found.equals(expected)) {
            throw new ModelFormatException("Bundled model " + name + " is damaged: expected SHA-256 " + expected
                    + ", found " + found + ". Fetch the jar of microexp-core again");
        }
        return new EmotionModel(name, bytes, found);
    }

    /**
     * Reads a model file.
     *
     * @param file an ONNX file that microexp exported
     * @return the model, named after the file
     * @throws ModelFormatException if the file cannot be read or is not such a model
     */
    public static EmotionModel read(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return new EmotionModel(String.valueOf(file.getFileName()), bytes, hash(bytes));
        } catch (IOException e) {
            throw new ModelFormatException("Model file " + file + " cannot be read: " + e, e);
        }
    }

    /**
     * A model from memory.
     *
     * @param name a name for messages
     * @param bytes the ONNX file; copied
     * @return the model
     * @throws ModelFormatException if the bytes are not a model that microexp exported
     */
    public static EmotionModel of(String name, byte[] bytes) {
        byte[] copy = bytes.clone();
        return new EmotionModel(name, copy, hash(copy));
    }

    /**
     * The model's name.
     *
     * @return the bundled name or the file's name
     */
    public String name() {
        return name;
    }

    /**
     * The ONNX file.
     *
     * @return a copy of its bytes
     */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /**
     * The file's size.
     *
     * @return bytes
     */
    public int sizeInBytes() {
        return bytes.length;
    }

    /**
     * What the file says of itself.
     *
     * @return the metadata
     */
    public ModelMetadata metadata() {
        return metadata;
    }

    /**
     * The SHA-256 of the file, computed on load.
     *
     * @return 64 lower-case hex digits
     */
    public String sha256() {
        return sha256;
    }

    @Override
    public String toString() {
        return "EmotionModel[" + name + ", " + metadata.labels().size() + " classes, sha256 " + sha256 + "]";
    }

    private static Map<String, String> readEntries(byte[] bytes, String name) {
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

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}

package io.microexp.model;

import io.microexp.ModelFormatException;
import io.microexp.internal.BundledFile;
import io.microexp.internal.ModelFile;
import io.microexp.internal.Text;
import io.microexp.internal.protobuf.OnnxMetadata;
import io.microexp.internal.protobuf.OnnxScreen;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A model: the bytes of one ONNX file and the metadata in it.
 *
 * <p>Thread safety: immutable. Bytes are copied in and out.
 */
public final class EmotionModel {
    private static final String DEFAULT = "fer2013";
    private static final List<String> BUNDLED = List.of(DEFAULT, "ferplus");

    private final String name;
    private final byte[] bytes;
    private final ModelMetadata metadata;
    private String sha256; // computed by the first call; racing threads compute the same value

    private EmotionModel(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
        this.metadata = ModelMetadata.fromEntries(OnnxMetadata.read(bytes, name), name);
    }

    /**
     * Returns the bundled model that {@link io.microexp.FacialEmotionClassifier#open()} uses.
     *
     * @return the model {@code fer2013}, which has seven classes
     */
    public static EmotionModel bundled() {
        return bundled(DEFAULT);
    }

    /**
     * Returns a bundled model.
     *
     * @param name {@code "fer2013"} (seven classes, trained on FER2013's labels) or {@code "ferplus"} (eight classes,
     *     including contempt, trained on the votes of ten annotators per face)
     * @return the model
     * @throws IllegalArgumentException if no bundled model has that name
     * @throws ModelFormatException if the file in the jar is missing or damaged
     */
    public static EmotionModel bundled(String name) {
        if (!BUNDLED.contains(name)) {
            throw new IllegalArgumentException("Expected a bundled model, one of " + BUNDLED + ", found \""
                    + Text.printable(name) + "\". Read a model file with EmotionModel.read(Path)");
        }
        return new EmotionModel(
                name, BundledFile.read("Bundled model " + name, "/io/microexp/model/" + name + ".onnx"));
    }

    /**
     * Reads a model file.
     *
     * @param file an ONNX file exported by microexp, at most 256 MB
     * @return the model, named after the file
     * @throws ModelFormatException if the file cannot be read or is not such a model
     */
    public static EmotionModel read(Path file) {
        return screened(String.valueOf(file.getFileName()), ModelFile.read(file));
    }

    /**
     * Returns a model whose file is in memory.
     *
     * @param name a name for messages
     * @param bytes the ONNX file; copied
     * @return the model
     * @throws ModelFormatException if the bytes are not a model exported by microexp
     */
    public static EmotionModel of(String name, byte[] bytes) {
        return screened(name, bytes.clone());
    }

    /** Returns a model of unknown origin. Those in the jar were checked when they were built, and have a checksum. */
    private static EmotionModel screened(String name, byte[] bytes) {
        OnnxScreen.check(bytes, name);
        return new EmotionModel(name, bytes);
    }

    /**
     * Returns the model's name.
     *
     * @return the bundled name or the file's name
     */
    public String name() {
        return name;
    }

    /**
     * Returns the ONNX file.
     *
     * @return a copy of its bytes
     */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /**
     * Returns the file's size.
     *
     * @return bytes
     */
    public int sizeInBytes() {
        return bytes.length;
    }

    /**
     * Returns the metadata in the file.
     *
     * @return the metadata
     */
    public ModelMetadata metadata() {
        return metadata;
    }

    /**
     * Returns the SHA-256 of the file, computed by the first call.
     *
     * @return 64 lower-case hex digits
     */
    public String sha256() {
        String hash = sha256;
        if (hash == null) {
            hash = hash(bytes);
            sha256 = hash;
        }
        return hash;
    }

    @Override
    public String toString() {
        return "EmotionModel[" + name + ", " + metadata.labels().size() + " classes]";
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}

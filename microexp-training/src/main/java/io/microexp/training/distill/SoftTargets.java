package io.microexp.training.distill;

import com.google.gson.JsonParseException;
import io.microexp.DataFormatException;
import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import io.microexp.training.augment.Augmentation;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.io.AtomicFiles;
import io.microexp.training.io.FileHash;
import io.microexp.training.io.Json;
import io.microexp.training.io.SealedFormat;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.io.output.CloseShieldOutputStream;

/**
 * A teacher's logits for the faces of a training split, in several views of each, so that students can be trained
 * without the teacher. A folder with {@code soft-targets.json} and one file of logits a view, {@code view-001.logits}
 * and so on; a logit is kept in steps of 1/256, within ±128.
 *
 * <p>Immutable. Several processes may read while one writes further views.
 */
public final class SoftTargets {
    private static final String FILE = "soft-targets.json";
    private static final SealedFormat FORMAT =
            new SealedFormat("Soft targets", 0x4D585431, "Write this view with the command soft-targets");
    private static final float STEPS = 256f;

    private final Path folder;
    private final Description description;

    /**
     * What was recorded.
     *
     * @param labels the teacher's classes in order; of two heads, the first one's
     * @param heads classes of each head
     * @param preprocessing the input
     * @param augmentation how the faces were varied, see {@link Augmentation#clean}
     * @param seed of the variation
     * @param views how many there are, numbered from 1
     * @param faces how many the split has
     * @param facesSha256 of the split's pixels, {@link FaceDataset#pixelsSha256}
     * @param teacher {@link Teacher#identity()}
     * @param command that recorded them, for readers
     */
    public record Description(
            List<Emotion> labels,
            List<Integer> heads,
            Preprocessing preprocessing,
            Augmentation augmentation,
            long seed,
            int views,
            int faces,
            String facesSha256,
            String teacher,
            String command) {}

    private SoftTargets(Path folder, Description description) {
        this.folder = folder;
        this.description = description;
    }

    /**
     * Begins a folder, or resumes one.
     *
     * @param folder created if missing
     * @throws DataFormatException if the folder holds others; the folder is then unchanged
     * @throws IOException if the folder cannot be written
     */
    public static SoftTargets begin(Path folder, Description description) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            AtomicFiles.writeString(file, Json.PRETTY.toJson(description) + "\n");
        }
        SoftTargets begun = open(folder);
        if (!begun.description.equals(description)) {
            throw new DataFormatException(
                    "Soft targets " + folder + ": expected those of " + description + ", found those of "
                            + begun.description + ". Resume them with their own settings, or give another folder");
        }
        return begun;
    }

    /**
     * Opens a folder.
     *
     * @throws DataFormatException if it holds no soft targets
     */
    public static SoftTargets open(Path folder) {
        try {
            Description description = Json.COMPACT.fromJson(Files.readString(folder.resolve(FILE)), Description.class);
            if (description == null
                    || description.labels() == null
                    || description.heads() == null
                    || description.views() < 1) {
                throw new JsonParseException("labels or views are missing");
            }
            return new SoftTargets(folder, description);
        } catch (IOException | JsonParseException e) {
            throw new DataFormatException(
                    "Soft targets " + folder + ": " + FILE + " cannot be read (" + e
                            + "). Give a folder that the command soft-targets wrote",
                    e);
        }
    }

    /** Returns what was recorded. */
    public Description description() {
        return description;
    }

    /** Returns what names the soft targets by how they were made: the SHA-256 of their description. */
    public String identity() {
        byte[] text = Json.PRETTY.toJson(description).getBytes(StandardCharsets.UTF_8);
        return folder.getFileName() + " sha256 "
                + HexFormat.of().formatHex(FileHash.digest().digest(text));
    }

    /** Returns whether a view, from 1, is written. */
    public boolean has(int view) {
        return Files.exists(file(view));
    }

    /**
     * Writes a view completely or not at all.
     *
     * @param view from 1
     * @param logits (faces, classes) row-major; not changed
     * @throws IOException if the file cannot be written
     */
    public void write(int view, float[] logits) throws IOException {
        requireSize(logits.length);
        FORMAT.write(file(view), out -> {
            // the checksum follows: closing must free the packer and leave the file open
            try (DataOutputStream values =
                    new DataOutputStream(new GZIPOutputStream(CloseShieldOutputStream.wrap(out)))) {
                values.writeInt(logits.length);
                for (float logit : logits) {
                    values.writeShort(Math.max(Short.MIN_VALUE, Math.min(Math.round(logit * STEPS), Short.MAX_VALUE)));
                }
            }
        });
    }

    /**
     * Reads a view.
     *
     * @param view from 1
     * @return logits (faces, classes) row-major
     * @throws DataFormatException if it is missing or damaged
     */
    public float[] read(int view) {
        return FORMAT.read(file(view), in -> {
            try (DataInputStream values = new DataInputStream(new GZIPInputStream(in))) {
                int count = values.readInt();
                if (count != size()) {
                    throw new IOException("expected " + size() + " logits, found " + count);
                }
                float[] logits = new float[count];
                for (int i = 0; i < count; i++) {
                    logits[i] = values.readShort() / STEPS;
                }
                return logits;
            }
        });
    }

    private int size() {
        return description.faces()
                * description.heads().stream().mapToInt(Integer::intValue).sum();
    }

    private void requireSize(int found) {
        if (found != size()) {
            throw new IllegalArgumentException("Expected " + size() + " logits, found " + found);
        }
    }

    private Path file(int view) {
        return folder.resolve(String.format(Locale.ROOT, "view-%03d.logits", view));
    }
}

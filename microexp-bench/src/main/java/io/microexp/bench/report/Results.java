package io.microexp.bench.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import io.microexp.DataFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A result file: what was measured, where and how. Contains no host name and no path.
 *
 * @param schemaVersion version of this format
 * @param environment the machine
 * @param model name of the model
 * @param modelSha256 hash of the model file
 * @param jvmFlags flags by backend that a user would give; a process that checks its answers against another backend
 *     also has native access
 * @param measurements the figures in the order of measurement
 */
public record Results(
        int schemaVersion,
        Environment environment,
        String model,
        String modelSha256,
        Map<String, List<String>> jvmFlags,
        List<Measured> measurements) {
    public static final int SCHEMA_VERSION = 1;

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    public Optional<Measured> find(String id) {
        return measurements.stream().filter(m -> m.id().equals(id)).findFirst();
    }

    /** Returns the backends in the order of measurement. */
    public List<String> backends() {
        return List.copyOf(jvmFlags.keySet());
    }

    String toJson() {
        return GSON.toJson(this) + "\n";
    }

    public void write(Path file) throws IOException {
        replace(file, toJson());
    }

    /** Writes to a temporary file and moves it, so that a reader never finds an incomplete file. */
    public static void replace(Path file, String text) throws IOException {
        Path target = file.toAbsolutePath();
        Files.createDirectories(target.getParent());
        Path temporary = Files.createTempFile(target.getParent(), ".results", ".tmp");
        try {
            Files.writeString(temporary, text);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    static Results read(Path file) throws IOException {
        try {
            Results results = GSON.fromJson(Files.readString(file), Results.class);
            if (results == null || results.schemaVersion != SCHEMA_VERSION || results.measurements == null) {
                throw new DataFormatException("Result file " + file + ": expected schemaVersion " + SCHEMA_VERSION
                        + " and measurements, found "
                        + (results == null ? "an empty file" : "schemaVersion " + results.schemaVersion)
                        + ". Write it with the board command of this version");
            }
            return results;
        } catch (JsonParseException e) {
            throw new DataFormatException(
                    "Result file " + file + " is not the JSON of the board command: " + e.getMessage(), e);
        }
    }
}

package io.microexp.training.cli.console;

import io.microexp.model.EmotionModel;
import java.nio.file.Path;

/** How commands name a model file that they wrote. */
public final class WrittenModel {
    private WrittenModel() {}

    /** Returns the file, its size and its SHA-256, on one line without a break. */
    public static String line(Path file, EmotionModel model) {
        return file + ": " + model.sizeInBytes() + " bytes, sha256 " + model.sha256();
    }
}

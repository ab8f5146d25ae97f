package io.microexp.training.cli.console;

import io.microexp.model.EmotionModel;
import java.nio.file.Path;
import java.util.Locale;

/** How commands name a model file that they wrote. */
public final class WrittenModel {
    /** What is said of a model without a fitted temperature. */
    public static final String NOT_CALIBRATED =
            "not calibrated: its probabilities are the network's own. Give --data to fit a temperature";

    private WrittenModel() {}

    /** Returns the file, its size and its SHA-256, on one line without a break. */
    public static String line(Path file, EmotionModel model) {
        return file + ": " + model.sizeInBytes() + " bytes, sha256 " + model.sha256();
    }

    /** Returns {@link #line} and the temperature. */
    public static String withTemperature(Path file, EmotionModel model) {
        return String.format(
                Locale.ROOT,
                "%s, temperature %.3f",
                line(file, model),
                model.metadata().temperature());
    }
}

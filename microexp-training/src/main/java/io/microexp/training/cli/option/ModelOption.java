package io.microexp.training.cli.option;

import io.microexp.model.EmotionModel;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that chooses a model. */
public final class ModelOption {
    private static final String BUNDLED = "bundled";
    private static final String PREFIX = BUNDLED + ":";
    private static final String DEFAULT = "fer2013";

    public static final String NAME = "--model";
    public static final String LABEL = "MODEL";
    public static final String DESCRIPTION = "The model: an .onnx file that microexp exported, or a bundled one, "
            + PREFIX + DEFAULT + " (" + BUNDLED + " for short) or " + PREFIX + "ferplus.";

    @Option(names = NAME, required = true, paramLabel = LABEL, description = DESCRIPTION)
    private String model;

    public NamedModel read() {
        return read(model);
    }

    public static NamedModel read(String model) {
        if (model.equals(BUNDLED)) {
            return bundled(DEFAULT);
        }
        if (model.startsWith(PREFIX)) {
            return bundled(model.substring(PREFIX.length()));
        }
        EmotionModel read = EmotionModel.read(Path.of(model));
        return new NamedModel(read.name(), read.name() + " sha256:" + read.sha256(), read);
    }

    /** Returns whether a name is that of a bundled model. */
    public static boolean isBundled(String model) {
        return model.equals(BUNDLED) || model.startsWith(PREFIX);
    }

    private static NamedModel bundled(String name) {
        return new NamedModel(PREFIX + name, PREFIX + name, EmotionModel.bundled(name));
    }
}

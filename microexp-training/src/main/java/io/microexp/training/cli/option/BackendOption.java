package io.microexp.training.cli.option;

import io.microexp.ClassifierOptions;
import io.microexp.FacialEmotionClassifier;
import picocli.CommandLine.Option;

/** The option that chooses what runs a model. */
public final class BackendOption {
    @Option(
            names = "--backend",
            defaultValue = "onnx",
            paramLabel = "NAME",
            description = "The backend that runs the model: onnx, java or djl.")
    private String backend;

    public String name() {
        return backend;
    }

    /** Returns an open classifier; the caller closes it. */
    public FacialEmotionClassifier open(NamedModel model) {
        return open(model, false);
    }

    /** Returns an open classifier, which scores mirror images too if that is wanted; the caller closes it. */
    public FacialEmotionClassifier open(NamedModel model, boolean mirrored) {
        return FacialEmotionClassifier.open(ClassifierOptions.builder()
                .model(model.model())
                .backend(backend)
                .mirrored(mirrored)
                .build());
    }
}

package io.microexp.examples.finetune;

import io.microexp.ClassifierOptions;
import io.microexp.FacialEmotionClassifier;
import io.microexp.model.EmotionModel;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.ImageFolder;
import io.microexp.training.data.synthetic.SyntheticFaces;
import io.microexp.training.eval.Evaluation;
import io.microexp.training.eval.Evaluator;
import io.microexp.training.export.ModelWeights;
import io.microexp.training.export.OnnxExporter;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.train.EpochMetrics;
import io.microexp.training.train.TrainingConfig;
import io.microexp.training.train.TrainingListener;
import io.microexp.training.train.run.RunFolder;
import io.microexp.training.train.run.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Fine-tunes the bundled model on other faces, exports the best epoch, and scores the file on every backend. */
public final class FineTune {
    private static final ModelWeights BUNDLED = ModelWeights.of(EmotionModel.bundled());
    private static final NetworkSpec NETWORK = BUNDLED.network();

    private FineTune() {}

    /**
     * Runs the example.
     *
     * @param args a folder with {@code train/CLASS/*.png} and {@code valid/CLASS/*.png}; without it, drawn faces are used
     * @throws IOException if the folder cannot be read or the temporary folder cannot be written
     */
    public static void main(String[] args) throws IOException {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("java.awt.headless", "true");
        FaceDataset train = args.length > 0 ? read(Path.of(args[0]), "train") : draw("train", 448, 1);
        FaceDataset valid = args.length > 0 ? read(Path.of(args[0]), "valid") : draw("valid", 210, 2);
        Path folder = Files.createTempDirectory("microexp-fine-tune");
        System.out.println("before, " + score(EmotionModel.bundled(), "java", valid));
        EmotionModel model = train(TrainingConfig.FINE_TUNE, train, valid, folder);
        for (String backend : List.of("java", "onnx", "djl")) {
            System.out.println("after, " + score(model, backend, valid));
        }
        System.out.println("model, weights and log: " + folder);
    }

    private static FaceDataset read(Path folder, String split) {
        return ImageFolder.read(
                folder.resolve(split), split, NETWORK.labels(), NETWORK.preprocessing(), System.out::println);
    }

    static FaceDataset draw(String split, int faces, long seed) {
        return SyntheticFaces.generate(
                split, NETWORK.labels(), faces, NETWORK.preprocessing().width(), seed);
    }

    /** Trains from the bundled weights, and chooses the epoch and calibrates on the validation split. */
    static EmotionModel train(TrainingConfig config, FaceDataset train, FaceDataset valid, Path folder)
            throws IOException {
        new TrainingRun(NETWORK, config, train, valid, Optional.empty(), new Printer())
                .train(folder, BUNDLED.start(NETWORK, train), RunFolder.Provenance.UNKNOWN);
        return OnnxExporter.run(folder).calibrateOn(valid).write(folder.resolve("model.onnx"));
    }

    /** Scores faces with a backend, as an application does. */
    static String score(EmotionModel model, String backend, FaceDataset faces) {
        ClassifierOptions options =
                ClassifierOptions.builder().model(model).backend(backend).build();
        try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(options)) {
            Evaluation evaluation = Evaluator.predict(classifier, faces).evaluate();
            return String.format(
                    Locale.ROOT,
                    "%s: %.1f %% of %d faces correct; the first face: %s",
                    backend,
                    100 * evaluation.accuracy(),
                    evaluation.count(),
                    classifier.classify(faces.image(0)));
        }
    }

    /** Prints one line per epoch. */
    private static final class Printer implements TrainingListener {
        @Override
        public void epochDone(EpochMetrics epoch, boolean best) {
            System.out.printf(
                    Locale.ROOT,
                    "epoch %d: loss %.3f, %.1f %% of validation faces correct, %.0f s%n",
                    epoch.epoch(),
                    epoch.trainLoss(),
                    100 * epoch.validAccuracy(),
                    epoch.seconds());
        }
    }
}

package io.microexp.examples.finetune;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import io.microexp.ClassifierOptions;
import io.microexp.Emotion;
import io.microexp.FacialEmotionClassifier;
import io.microexp.model.EmotionModel;
import io.microexp.training.augment.Augmentation;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.SyntheticFaces;
import io.microexp.training.eval.Evaluation;
import io.microexp.training.eval.Evaluator;
import io.microexp.training.export.OnnxExporter;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.Strides;
import io.microexp.training.train.EpochMetrics;
import io.microexp.training.train.InitialWeights;
import io.microexp.training.train.RunFolder;
import io.microexp.training.train.TrainingConfig;
import io.microexp.training.train.TrainingListener;
import io.microexp.training.train.TrainingRun;
import io.microexp.training.train.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * From faces to a model file and back: trains the network on drawn faces, exports it, reads the file as an application
 * does, and scores it before and after. About a minute on two cores; put your own {@link FaceDataset} in place of the
 * drawn one.
 */
public final class FineTune {
    private static final NetworkSpec NETWORK =
            NetworkSpec.microExpNet(Emotion.FER2013).withStrides(Strides.LITERAL);
    /** Drawn faces vary enough by themselves, and six epochs need no early stop. */
    private static final TrainingConfig CONFIG = TrainingConfig.PAPER.toBuilder()
            .epochs(6)
            .augmentation(Augmentation.NONE)
            .build();

    private static final int TRAINING_FACES = 2_800;
    private static final int TEST_FACES = 700;

    private final FaceDataset train = draw("Training", TRAINING_FACES, 1);
    private final FaceDataset valid = draw("Validation", TEST_FACES, 2);
    private final FaceDataset test = draw("Test", TEST_FACES, 3);

    private FineTune() {}

    /**
     * Runs the example.
     *
     * @param args none to start from random weights, or the {@code best.weights} of a seven-class run to start from
     * @throws IOException if the temporary folder cannot be written
     */
    public static void main(String[] args) throws IOException {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("java.awt.headless", "true");
        new FineTune().run(Arrays.stream(args).findFirst().map(Path::of));
    }

    private void run(Optional<Path> start) throws IOException {
        Path folder = Files.createTempDirectory("microexp-fine-tune");
        score("before", export(start, folder.resolve("before.onnx")));
        InitialWeights initial = start.isPresent() ? InitialWeights.of(start.get()) : InitialWeights.DRAWN;
        new TrainingRun(NETWORK, CONFIG, train, valid, Optional.empty(), new Printer())
                .train(folder, initial, RunFolder.Provenance.UNKNOWN);
        Path best = RunFolder.open(folder).bestWeights();
        score("after", export(Optional.of(best), folder.resolve("after.onnx")));
        System.out.println("models, weights and log: " + folder);
    }

    private static FaceDataset draw(String split, int count, long seed) {
        int size = NETWORK.preprocessing().width();
        return SyntheticFaces.generate(split, NETWORK.labels(), count, size, seed);
    }

    private Path export(Optional<Path> weights, Path file) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block block = NETWORK.build();
            TrainingRun.initialize(block, manager, NETWORK.preprocessing(), CONFIG.seed());
            weights.ifPresent(saved -> Weights.read(saved, block));
            OnnxExporter.builder(NETWORK, block).calibrateOn(valid).write(file);
        }
        return file;
    }

    /** From here on it is an application's code: no training library, any backend. */
    private void score(String when, Path file) {
        ClassifierOptions options =
                ClassifierOptions.builder().model(EmotionModel.read(file)).build();
        try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(options)) {
            Evaluation evaluation = Evaluator.predict(classifier, test).evaluate();
            System.out.printf(
                    Locale.ROOT,
                    "%s: %.1f %% of %d drawn faces right (95 %% interval %.1f to %.1f %%)%n",
                    when,
                    100 * evaluation.accuracy(),
                    evaluation.count(),
                    100 * evaluation.accuracyInterval().low(),
                    100 * evaluation.accuracyInterval().high());
            Emotion drawn = test.labels().get(test.label(0));
            System.out.println("  drawn " + drawn.label() + ", read as: " + classifier.classify(test.image(0)));
        }
    }

    /** One line an epoch. */
    private static final class Printer implements TrainingListener {
        @Override
        public void epochDone(EpochMetrics epoch, boolean best) {
            System.out.printf(
                    Locale.ROOT,
                    "epoch %d: loss %.3f, %.1f %% of validation faces right, %.0f s%n",
                    epoch.epoch(),
                    epoch.trainLoss(),
                    100 * epoch.validAccuracy(),
                    epoch.seconds());
        }
    }
}

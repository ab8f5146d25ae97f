package io.microexp.training.cli;

import io.microexp.model.Preprocessing;
import io.microexp.training.augment.Augmentation;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.distill.EnsembleTeacher;
import io.microexp.training.distill.RecordedTeacher;
import io.microexp.training.distill.SoftTargets;
import io.microexp.training.distill.Teacher;
import io.microexp.training.distill.Teachers;
import io.microexp.training.network.MicroExpNet;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.Strides;
import io.microexp.training.report.Charts;
import io.microexp.training.train.BestBy;
import io.microexp.training.train.EpochMetrics;
import io.microexp.training.train.InitialWeights;
import io.microexp.training.train.RunFolder;
import io.microexp.training.train.TrainingConfig;
import io.microexp.training.train.TrainingRun;
import io.microexp.training.train.optim.OptimizerKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a network; a run that stopped, however, goes on from its last whole epoch. Thread safety: none. */
@Command(
        name = "train",
        description = {
            "Trains a network and keeps the epoch that is best on the validation split.",
            "Run it again with the same options to go on after an interruption."
        })
final class TrainCommand implements Callable<Integer> {
    /** The named sets of choices. */
    enum Preset {
        PAPER(TrainingConfig.PAPER),
        STRONG(TrainingConfig.STRONG);

        final TrainingConfig config;

        Preset(TrainingConfig config) {
            this.config = config;
        }
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private SplitOptions splits;

    @Mixin
    private VariationOptions variation;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FOLDER",
            description = "The run's folder: checkpoint, best weights, metrics.csv, curves.")
    private Path out;

    @Option(
            names = "--preset",
            defaultValue = "PAPER",
            description = "Where the choices below start from: ${COMPLETION-CANDIDATES}.")
    private Preset preset;

    @Option(
            names = "--architecture",
            defaultValue = "MICROEXPNET",
            description = "The network: ${COMPLETION-CANDIDATES}.")
    private NetworkSpec.Architecture architecture;

    @Option(
            names = "--strides",
            description = "Stem, then the four stride-2 blocks: 2,1,1,2,2 (6x6 maps; the default but for MOBILENETV1), "
                    + "2,1,2,2,2 (3x3) or 2,2,2,2,2 (2x2; MOBILENETV1 3x3, its default).")
    private Optional<String> strides;

    @Option(
            names = "--enlargement",
            paramLabel = "TIMES",
            defaultValue = "0",
            description = "MOBILENETV1 only: enlarge a face's sides this many times first; 2 by default, 4 comes close "
                    + "to the 224 pixels its published weights were trained on.")
    private int enlargement;

    @Option(
            names = "--attention",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "The squeeze-and-excitation attention of the paper.")
    private boolean attention;

    @Option(names = "--dropout", defaultValue = "" + MicroExpNet.DROPOUT, description = "Before the classifier.")
    private float dropout;

    @Option(
            names = "--init",
            paramLabel = "FILE",
            description =
                    "Start from these weights: a run's best.weights, at any strides; of other classes, all but the "
                            + "classifier.")
    private Optional<Path> init;

    @Option(
            names = "--pretrained",
            paramLabel = "FILE",
            description =
                    "Start MOBILENETV1 from HSE FaceRes (faceres.json, with faceres.bin beside it), or RESNET50 from "
                            + "a ResNet-50 of VGGFace2 (an ONNX file).")
    private Optional<Path> pretrained;

    @Option(
            names = "--teacher",
            paramLabel = "FOLDER|FILE",
            description =
                    "A teacher's run folder or .onnx file, or FER+'s votes (fer2013new.csv), several times for an "
                            + "ensemble; also needs --alpha, 0.7 in the paper.")
    private List<Path> teachers = List.of();

    @Option(
            names = "--soft-targets",
            paramLabel = "FOLDER",
            description =
                    "What a teacher said, written by the command of that name; with --teacher too, half of an ensemble.")
    private Optional<Path> softTargets;

    @Option(names = "--epochs", description = "Passes over the data.")
    private Optional<Integer> epochs;

    @Option(names = "--batch", description = "Faces a step.")
    private Optional<Integer> batch;

    @Option(names = "--optimizer", description = "${COMPLETION-CANDIDATES}.")
    private Optional<OptimizerKind> optimizer;

    @Option(names = "--learning-rate", description = "Peak.")
    private Optional<Float> learningRate;

    @Option(names = "--weight-decay", description = "On weights, not on biases and batch-norm.")
    private Optional<Float> weightDecay;

    @Option(names = "--label-smoothing", description = "0 to below 1.")
    private Optional<Float> labelSmoothing;

    @Option(names = "--ema", description = "Decay of the averaged weights, 0 for none.")
    private Optional<Float> ema;

    @Option(names = "--max-gradient-norm", description = "Clips gradients, 0 for no limit.")
    private Optional<Float> maxGradientNorm;

    @Option(names = "--warmup", description = "Epochs of linear warm-up.")
    private Optional<Float> warmup;

    @Option(
            names = "--best-by",
            description =
                    "What makes the epoch that is kept, on the validation split: ${COMPLETION-CANDIDATES}; LOSS for a "
                            + "teacher, whose probabilities matter more than its first class; LAST for one whose length is "
                            + "fixed. Default: ACCURACY.")
    private Optional<BestBy> bestBy;

    @Option(names = "--patience", description = "Epochs without a better one before stopping.")
    private Optional<Integer> patience;

    @Option(names = "--alpha", description = "Weight of the distillation term of equation (1).")
    private Optional<Float> alpha;

    @Option(names = "--temperature", description = "Of the distillation term.")
    private Optional<Float> temperature;

    @Option(names = "--focal", paramLabel = "GAMMA", description = "Focal loss on the labels: its gamma, often 2.")
    private Optional<Float> focal;

    @Option(
            names = "--class-balance",
            paramLabel = "POWER",
            description = "Draw rare classes more often: 0 for every face once, to 1 for all classes alike.")
    private Optional<Float> classBalance;

    @Option(names = "--mixup", description = "Mixup's alpha, 0 for none.")
    private Optional<Double> mixup;

    @Option(
            names = "--milder-part",
            paramLabel = "FRACTION",
            description = "The last fraction of the epochs, such as 0.1, varies faces half as much.")
    private Optional<Float> milderPart;

    @Option(names = "--seed", description = "Of weights, order, augmentation and dropout.")
    private Optional<Long> seed;

    @Override
    public Integer call() throws IOException {
        checkStart();
        TrainingConfig config = config();
        Preprocessing preprocessing = Preprocessing.FER2013;
        NetworkSpec network = new NetworkSpec(
                architecture,
                splits.labels(config.seed()),
                preprocessing,
                strides.map(Strides::parse).orElse(architecture.defaultStrides()),
                attention,
                dropout,
                enlargement,
                splits.twoHeads());
        FaceDataset train = splits.train(preprocessing, config.seed());
        FaceDataset valid = splits.valid(preprocessing, config.seed());
        List<EpochMetrics> log = train(network, config, train, valid);
        Charts.trainingCurves(log, out.resolve("curves.svg"));
        Charts.trainingCurves(log, out.resolve("curves.png"));
        EpochMetrics best = config.schedule().bestBy().best(log);
        PrintWriter result = spec.commandLine().getOut();
        result.printf(
                Locale.ROOT,
                "best epoch %d of %d: %.2f %% on %s%nweights: %s%n",
                best.epoch(),
                log.size(),
                100 * best.validAccuracy(),
                valid.name(),
                RunFolder.open(out).bestWeights());
        result.flush();
        return 0;
    }

    /* Before the folder is begun, which would bind it to the wrong network. */
    private void checkStart() {
        if (init.isPresent() && pretrained.isPresent()) {
            throw new IllegalArgumentException("Expected --init or --pretrained, found both; leave one out");
        }
        if (enlargement != 0 && architecture != NetworkSpec.Architecture.MOBILENETV1) {
            throw new IllegalArgumentException(
                    "Expected --architecture MOBILENETV1 with --enlargement, found " + architecture);
        }
        if (splits.twoHeads() && softTargets.isPresent()) {
            throw new IllegalArgumentException(
                    "Expected --two-heads without --soft-targets, which are recorded for one " + "head; leave one out");
        }
        if (pretrained.isPresent()
                && architecture != NetworkSpec.Architecture.MOBILENETV1
                && architecture != NetworkSpec.Architecture.RESNET50) {
            throw new IllegalArgumentException(
                    "Expected --architecture MOBILENETV1 or RESNET50 with --pretrained, found " + architecture);
        }
    }

    private List<EpochMetrics> train(NetworkSpec network, TrainingConfig config, FaceDataset train, FaceDataset valid)
            throws IOException {
        try (TrainingProgress progress = new TrainingProgress();
                Teacher teacher = openTeacher(network, config, train)) {
            return new TrainingRun(network, config, train, valid, Optional.ofNullable(teacher), progress)
                    .train(out, initialWeights(network, train), splits.provenance(spec));
        }
    }

    private Teacher openTeacher(NetworkSpec network, TrainingConfig config, FaceDataset train) {
        float temperature = config.objective().temperature();
        List<Teacher> members = new ArrayList<>();
        softTargets.ifPresent(
                recorded -> members.add(new RecordedTeacher(SoftTargets.open(recorded), network, config, train)));
        if (!teachers.isEmpty()) {
            members.add(Teachers.open(teachers, network, train, temperature));
        }
        if (members.size() == 2) {
            return new EnsembleTeacher(members, temperature);
        }
        return members.isEmpty() ? null : members.get(0);
    }

    private InitialWeights initialWeights(NetworkSpec network, FaceDataset train) throws IOException {
        if (init.isPresent()) {
            return InitialWeights.of(init.get());
        }
        return pretrained.isPresent()
                ? InitialWeights.pretrained(pretrained.get(), network, train)
                : InitialWeights.DRAWN;
    }

    private TrainingConfig config() {
        TrainingConfig.Builder config = preset.config.toBuilder();
        set(epochs, config, TrainingConfig.Builder::epochs);
        set(batch, config, TrainingConfig.Builder::batchSize);
        set(optimizer, config, TrainingConfig.Builder::optimizer);
        set(learningRate, config, TrainingConfig.Builder::learningRate);
        set(weightDecay, config, TrainingConfig.Builder::weightDecay);
        set(labelSmoothing, config, TrainingConfig.Builder::labelSmoothing);
        set(ema, config, TrainingConfig.Builder::emaDecay);
        set(maxGradientNorm, config, TrainingConfig.Builder::maxGradientNorm);
        set(warmup, config, TrainingConfig.Builder::warmupEpochs);
        set(bestBy, config, TrainingConfig.Builder::bestBy);
        set(patience, config, TrainingConfig.Builder::patience);
        set(alpha, config, TrainingConfig.Builder::alpha);
        set(temperature, config, TrainingConfig.Builder::temperature);
        set(focal, config, TrainingConfig.Builder::focalGamma);
        set(classBalance, config, TrainingConfig.Builder::classBalance);
        set(milderPart, config, TrainingConfig.Builder::milderPart);
        set(seed, config, TrainingConfig.Builder::seed);
        Augmentation.Builder varied = variation.change(preset.config.sampling().augmentation());
        set(mixup, varied, Augmentation.Builder::mixupAlpha);
        return config.augmentation(varied.build()).build();
    }

    private static <T, B> void set(Optional<T> value, B builder, BiConsumer<B, T> setter) {
        value.ifPresent(v -> setter.accept(builder, v));
    }
}

package io.microexp.training.cli;

import io.microexp.training.cli.console.TrainingProgress;
import io.microexp.training.cli.option.ModelOption;
import io.microexp.training.cli.option.NetworkOptions;
import io.microexp.training.cli.option.SplitOptions;
import io.microexp.training.cli.option.TrainingOptions;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.distill.EnsembleTeacher;
import io.microexp.training.distill.RecordedTeacher;
import io.microexp.training.distill.SoftTargets;
import io.microexp.training.distill.Teacher;
import io.microexp.training.distill.Teachers;
import io.microexp.training.export.ModelWeights;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.NetworkSpec.Architecture;
import io.microexp.training.report.Charts;
import io.microexp.training.train.EpochMetrics;
import io.microexp.training.train.TrainingConfig;
import io.microexp.training.train.run.InitialWeights;
import io.microexp.training.train.run.RunFolder;
import io.microexp.training.train.run.TrainingRun;
import io.microexp.training.train.run.Weights;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code train}: trains a network, or resumes a run after its last whole epoch. */
@Command(
        name = "train",
        description = {
            "Trains a network and keeps the epoch that is best on the validation split.",
            "Run it again with the same options to resume after an interruption."
        })
final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FOLDER",
            description =
                    "The run's folder, created if missing: run.json, the checkpoint, the best weights, metrics.csv "
                            + "and curves.")
    private Path out;

    @Mixin
    private SplitOptions splits;

    @Mixin
    private NetworkOptions networks;

    @Option(
            names = "--init",
            paramLabel = "MODEL|FILE",
            description =
                    "The weights to start from: a bundled model (bundled, bundled:NAME), an .onnx file that microexp "
                            + "exported, or a run's best.weights. Strides may differ. Classes that the model has keep "
                            + "their part of the classifier. Default: weights drawn from --seed.")
    private Optional<String> init;

    @Option(
            names = "--pretrained",
            paramLabel = "FILE",
            description =
                    "The published weights to start from: for MOBILENETV1 HSE FaceRes (faceres.json, with faceres.bin "
                            + "beside it), for RESNET50 a ResNet-50 of VGGFace2 (an ONNX file).")
    private Optional<Path> pretrained;

    @Option(
            names = "--teacher",
            paramLabel = "FOLDER|FILE",
            description =
                    "A teacher: a run's folder, an .onnx file, or FER+'s votes (fer2013new.csv). Given several times, "
                            + "an ensemble. Needs --alpha.")
    private List<Path> teachers = List.of();

    @Option(
            names = "--soft-targets",
            paramLabel = "FOLDER",
            description =
                    "A folder of a teacher's soft targets, which the command soft-targets wrote. With --teacher they "
                            + "are half of an ensemble. Needs --alpha.")
    private Optional<Path> softTargets;

    @Mixin
    private TrainingOptions training;

    @Override
    public Integer call() throws IOException {
        if (init.isPresent() && pretrained.isPresent()) {
            throw new IllegalArgumentException("Expected --init or --pretrained, found both. Leave one out");
        }
        TrainingConfig config = training.config();
        Optional<ModelWeights> model = init.filter(TrainCommand::isModel)
                .map(place -> ModelWeights.of(ModelOption.read(place).model()));
        NetworkSpec network =
                networks.choose(splits.labels(config.seed()), splits.twoHeads(), model.map(ModelWeights::network));
        requirePretrained(network);
        FaceDataset train = splits.train(network.preprocessing(), config.seed());
        FaceDataset valid = splits.valid(network.preprocessing(), config.seed());
        InitialWeights start = model.isPresent() ? model.get().start(network, train) : initialWeights(network, train);
        List<EpochMetrics> log = train(network, config, train, valid, start);
        Charts.trainingCurves(log, out.resolve("curves.svg"));
        Charts.trainingCurves(log, out.resolve("curves.png"));
        EpochMetrics best = config.schedule().bestBy().best(log);
        PrintWriter result = spec.commandLine().getOut();
        init.ifPresent(from -> result.println("started from " + from + ": "
                + model.map(weights -> weights.differences(network)).orElseGet(() -> classifier(from, network))));
        if (log.get(0).epoch() == 0) {
            result.println(overStart(best));
        }
        result.printf(
                Locale.ROOT,
                "best epoch %d of %d: %.2f %% on %s%nweights: %s%n",
                best.epoch(),
                log.get(log.size() - 1).epoch(),
                100 * best.validAccuracy(),
                valid.name(),
                RunFolder.open(out).bestWeights());
        result.flush();
        return 0;
    }

    /** Describes what became of the start. */
    private static String overStart(EpochMetrics best) {
        return best.epoch() == 0
                ? "no epoch beat the start clearly, by one standard error on the held-out faces; the start is kept"
                : "epoch " + best.epoch() + " replaced the start: "
                        + best.overStart().gained() + " held-out faces gained, "
                        + best.overStart().lost() + " lost";
    }

    /** Describes what became of the classifier of a weights file. */
    private static String classifier(String weights, NetworkSpec network) {
        int classes = Weights.classes(Path.of(weights));
        return classes == network.outputs()
                ? "with its classifier of " + classes + " classes"
                : "its classifier of " + classes + " classes does not fit, a new one of " + network.outputs()
                        + " was drawn. Export it as .onnx to keep the classes that both have";
    }

    private static boolean isModel(String place) {
        return place.toLowerCase(Locale.ROOT).endsWith(".onnx") || ModelOption.isBundled(place);
    }

    private void requirePretrained(NetworkSpec network) {
        Architecture architecture = network.architecture();
        if (pretrained.isPresent()
                && architecture != Architecture.MOBILENETV1
                && architecture != Architecture.RESNET50) {
            throw new IllegalArgumentException(
                    "Expected --architecture MOBILENETV1 or RESNET50 with --pretrained, found " + architecture);
        }
    }

    private InitialWeights initialWeights(NetworkSpec network, FaceDataset train) throws IOException {
        if (init.isPresent()) {
            return InitialWeights.of(Path.of(init.get()));
        }
        return pretrained.isPresent()
                ? InitialWeights.pretrained(pretrained.get(), network, train)
                : InitialWeights.DRAWN;
    }

    private List<EpochMetrics> train(
            NetworkSpec network, TrainingConfig config, FaceDataset train, FaceDataset valid, InitialWeights start)
            throws IOException {
        try (TrainingProgress progress = new TrainingProgress(config.sampling().batchSize());
                Teacher teacher = openTeacher(network, config, train)) {
            return new TrainingRun(network, config, train, valid, Optional.ofNullable(teacher), progress)
                    .train(out, start, splits.provenance(spec));
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
            return new EnsembleTeacher(members, temperature, network.heads());
        }
        return members.isEmpty() ? null : members.get(0);
    }
}

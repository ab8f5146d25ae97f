package io.microexp.training.cli;

import io.microexp.model.Preprocessing;
import io.microexp.training.ablation.Ablation;
import io.microexp.training.ablation.AblationReport;
import io.microexp.training.ablation.Cell;
import io.microexp.training.ablation.CellResult;
import io.microexp.training.cli.console.TrainingProgress;
import io.microexp.training.cli.option.Preset;
import io.microexp.training.cli.option.SplitOptions;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.distill.DistillationLoss;
import io.microexp.training.distill.Teacher;
import io.microexp.training.distill.Teachers;
import io.microexp.training.io.AtomicFiles;
import io.microexp.training.network.MicroExpNet;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.NetworkSpec.Architecture;
import io.microexp.training.network.Strides;
import io.microexp.training.train.TrainingConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ablate}: the paper's Table 2 from this pipeline. */
@Command(
        name = "ablate",
        description = {
            "Trains the rows of the paper's Table 2 with one budget: baseline, + SE, + distillation, + mixup.",
            "Run it again with the same options to resume after an interruption. Finished runs are not repeated."
        })
final class AblateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private SplitOptions splits;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FOLDER",
            description = "The folder of the table, created if missing: a folder per run, table.md and table.json.")
    private Path out;

    @Option(
            names = "--teacher",
            required = true,
            paramLabel = "FOLDER|FILE",
            description =
                    "A teacher: a run's folder, an .onnx file, or FER+'s votes (fer2013new.csv). Given several times, an "
                            + "ensemble.")
    private List<Path> teachers;

    @Option(
            names = "--preset",
            defaultValue = "PAPER",
            description = "The choices to start from: ${COMPLETION-CANDIDATES}.")
    private Preset preset;

    @Option(
            names = "--strides",
            defaultValue = "2,1,1,2,2",
            description = "Strides of the network's stem and of its four downsampling blocks, 1 or 2 each.")
    private String strides;

    @Option(
            names = "--epochs",
            description = "Passes over the training split in each run; no run stops early. Default: that of --preset.")
    private Optional<Integer> epochs;

    @Option(names = "--batch", description = "Faces per training step. Default: that of --preset.")
    private Optional<Integer> batch;

    @Option(
            names = "--alpha",
            defaultValue = "" + DistillationLoss.ALPHA,
            description = "Weight of the distillation term of equation (1), 0 to 1.")
    private float alpha;

    @Option(
            names = "--temperature",
            defaultValue = "" + DistillationLoss.TEMPERATURE,
            description = "Temperature of the distillation term, above 0.")
    private float temperature;

    @Option(names = "--mixup", defaultValue = "0.2", description = "Alpha of mixup in the last row.")
    private double mixup;

    @Option(names = "--seed", defaultValue = "1", description = "The first seed; also that of the bootstrap.")
    private long seed;

    @Option(
            names = "--seeds",
            defaultValue = "3",
            paramLabel = "COUNT",
            description = "Runs with and runs without distillation, each of its own seed.")
    private int seeds;

    @Override
    public Integer call() throws IOException {
        List<Cell> cells = Cell.table(seed, seeds);
        NetworkSpec network = new NetworkSpec(
                Architecture.MICROEXPNET,
                splits.labels(seed),
                Preprocessing.FER2013,
                Strides.parse(strides),
                true,
                MicroExpNet.DROPOUT);
        FaceDataset train = splits.train(network.preprocessing(), seed);
        try (Teacher teacher = Teachers.open(teachers, network, train, temperature)) {
            FaceDataset valid = splits.valid(network.preprocessing(), seed);
            Ablation ablation = Ablation.begin(
                    out, network, config(), new Ablation.Data(train, valid, teacher), splits.provenance(spec));
            write(new AblationReport(ablation.recipe(), valid.name(), run(ablation, cells), seed));
        }
        return 0;
    }

    private TrainingConfig config() {
        TrainingConfig.Builder config = preset.config.toBuilder();
        epochs.ifPresent(config::epochs);
        batch.ifPresent(config::batchSize);
        TrainingConfig chosen = config.alpha(alpha)
                .temperature(temperature)
                .augmentation(preset.config.sampling().augmentation().toBuilder()
                        .mixupAlpha(mixup)
                        .build())
                .seed(seed)
                .build();
        return chosen.toBuilder().patience(chosen.schedule().epochs()).build();
    }

    private static List<CellResult> run(Ablation ablation, List<Cell> cells) throws IOException {
        List<CellResult> results = new ArrayList<>();
        for (Cell cell : cells) {
            try (TrainingProgress progress =
                    new TrainingProgress(ablation.recipe().config().sampling().batchSize())) {
                results.add(ablation.run(cell, progress));
            }
        }
        return results;
    }

    private void write(AblationReport report) throws IOException {
        AtomicFiles.writeString(out.resolve("table.json"), report.toJson());
        AtomicFiles.writeString(out.resolve("table.md"), report.toMarkdown());
        spec.commandLine().getOut().print(report.toMarkdown());
        spec.commandLine().getOut().flush();
    }
}

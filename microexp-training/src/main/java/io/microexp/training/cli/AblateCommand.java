package io.microexp.training.cli;

import io.microexp.model.Preprocessing;
import io.microexp.training.ablation.Ablation;
import io.microexp.training.ablation.AblationReport;
import io.microexp.training.ablation.Cell;
import io.microexp.training.ablation.CellResult;
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

/** {@code ablate}: the paper's Table 2 from this pipeline. Thread safety: none. */
@Command(
        name = "ablate",
        description = {
            "Makes the paper's Table 2: baseline, + SE, + distillation, + mixup, each with the same budget.",
            "Run it again with the same options to go on after an interruption; finished runs are not repeated."
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
            description = "A folder of each run, and table.md and table.json.")
    private Path out;

    @Option(
            names = "--teacher",
            required = true,
            paramLabel = "FOLDER|FILE",
            description =
                    "A teacher's run folder or .onnx file, or FER+'s votes (fer2013new.csv), several times for an "
                            + "ensemble.")
    private List<Path> teachers;

    @Option(
            names = "--preset",
            defaultValue = "PAPER",
            description = "Where the choices start from: ${COMPLETION-CANDIDATES}.")
    private TrainCommand.Preset preset;

    @Option(names = "--strides", defaultValue = "2,1,1,2,2", description = "Of the network, as in train.")
    private String strides;

    @Option(names = "--epochs", description = "Passes over the data of each run; none stops early.")
    private Optional<Integer> epochs;

    @Option(names = "--batch", description = "Faces a step.")
    private Optional<Integer> batch;

    @Option(
            names = "--alpha",
            defaultValue = "" + DistillationLoss.ALPHA,
            description = "Weight of the distillation term.")
    private float alpha;

    @Option(
            names = "--temperature",
            defaultValue = "" + DistillationLoss.TEMPERATURE,
            description = "Of the distillation term.")
    private float temperature;

    @Option(names = "--mixup", defaultValue = "0.2", description = "Mixup's alpha in the last row.")
    private double mixup;

    @Option(names = "--seed", defaultValue = "1", description = "The first seed, also of the bootstrap.")
    private long seed;

    @Option(
            names = "--seeds",
            defaultValue = "3",
            paramLabel = "COUNT",
            description = "Runs a side of the pair with and without distillation.")
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
            try (TrainingProgress progress = new TrainingProgress()) {
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

package io.microexp.training.cli;

import io.microexp.training.cli.console.CommandText;
import io.microexp.training.cli.console.Progress;
import io.microexp.training.cli.option.SplitOptions;
import io.microexp.training.cli.option.VariationOptions;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.distill.DistillationLoss;
import io.microexp.training.distill.EnsembleTeacher;
import io.microexp.training.distill.MirroredTeacher;
import io.microexp.training.distill.SoftTargets;
import io.microexp.training.distill.SoftTargetsRecorder;
import io.microexp.training.distill.Teacher;
import io.microexp.training.distill.Teachers;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.train.TrainingConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code soft-targets}: records what a teacher predicts. */
@Command(
        name = "soft-targets",
        description = {
            "Records what a teacher predicts of varied views of the training faces, for train --soft-targets.",
            "Run it again with the same options to resume after an interruption."
        })
final class SoftTargetsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private SplitOptions splits;

    @Mixin
    private VariationOptions variation;

    @Option(
            names = "--teacher",
            required = true,
            paramLabel = "FOLDER|FILE",
            description =
                    "A teacher: a run's folder, an .onnx file, or FER+'s votes (fer2013new.csv). Given several times, an "
                            + "ensemble.")
    private List<Path> teachers;

    @Option(
            names = "--temperature",
            defaultValue = "" + DistillationLoss.TEMPERATURE,
            description = "Temperature at which the predictions of an ensemble, or with --mirrored, are averaged.")
    private float temperature;

    @Option(
            names = "--mirrored",
            description = "Records the mean of the predictions for a view and for its mirror image, in twice the time.")
    private boolean mirrored;

    @Option(names = "--views", defaultValue = "16", description = "How many variations of each face are recorded.")
    private int views;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Seed of the variations. Give the student the same --seed, so that it sees these views.")
    private long seed;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FOLDER",
            description = "The folder of the soft targets, created if missing.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        NetworkSpec student =
                NetworkSpec.microExpNet(splits.labels(seed)).withHeads(splits.labels(seed), splits.twoHeads());
        FaceDataset faces = splits.train(student.preprocessing(), seed);
        try (Teacher teacher = open(student, faces)) {
            SoftTargets targets = SoftTargets.begin(
                    out,
                    new SoftTargets.Description(
                            student.labels(),
                            student.heads(),
                            student.preprocessing(),
                            variation
                                    .change(TrainingConfig.STRONG.sampling().augmentation())
                                    .build()
                                    .clean(),
                            seed,
                            views,
                            faces.size(),
                            faces.pixelsSha256(),
                            teacher.identity(),
                            CommandText.of(spec)));
            try (ProgressBar bar = Progress.bar("soft targets", (long) views * faces.size(), "img")) {
                new SoftTargetsRecorder(teacher, faces).record(targets, bar::stepTo);
            }
        }
        PrintWriter result = spec.commandLine().getOut();
        result.println(out + ": " + views + " views of " + faces.size() + " faces");
        result.flush();
        return 0;
    }

    private Teacher open(NetworkSpec student, FaceDataset faces) {
        Teacher teacher = Teachers.open(teachers, student, faces, temperature);
        return mirrored
                ? new EnsembleTeacher(List.of(teacher, new MirroredTeacher(teacher)), temperature, student.heads())
                : teacher;
    }
}

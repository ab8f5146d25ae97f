package io.microexp.training.cli;

import io.microexp.training.data.FaceDataset;
import io.microexp.training.distill.DistillationLoss;
import io.microexp.training.distill.EnsembleTeacher;
import io.microexp.training.distill.MirroredTeacher;
import io.microexp.training.distill.RecordedTeacher;
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

/** Records what a teacher says of the training faces. Thread safety: none. */
@Command(
        name = "soft-targets",
        description = {
            "Records a teacher's logits on varied views of the training faces, for train --soft-targets.",
            "Run it again with the same options to go on after an interruption."
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
                    "A teacher's run folder or .onnx file, or FER+'s votes (fer2013new.csv), several times for an "
                            + "ensemble.")
    private List<Path> teachers;

    @Option(
            names = "--temperature",
            defaultValue = "" + DistillationLoss.TEMPERATURE,
            description = "At which distributions are averaged, of an ensemble or with --mirrored.")
    private float temperature;

    @Option(
            names = "--mirrored",
            description = "Record the mean of the answers to a view and to its mirror image; takes twice the time.")
    private boolean mirrored;

    @Option(names = "--views", defaultValue = "16", description = "How many variations of each face.")
    private int views;

    @Option(names = "--seed", defaultValue = "1", description = "Of the variations; the student needs the same.")
    private long seed;

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "Where the soft targets are kept.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        NetworkSpec student = NetworkSpec.microExpNet(splits.labels(seed));
        FaceDataset faces = splits.train(student.preprocessing(), seed);
        try (Teacher teacher = open(student, faces)) {
            SoftTargets targets = SoftTargets.begin(
                    out,
                    new SoftTargets.Description(
                            student.labels(),
                            student.preprocessing(),
                            RecordedTeacher.alone(variation
                                    .change(TrainingConfig.STRONG.sampling().augmentation())
                                    .build()),
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
        return mirrored ? new EnsembleTeacher(List.of(teacher, new MirroredTeacher(teacher)), temperature) : teacher;
    }
}

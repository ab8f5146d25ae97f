package io.microexp.training.cli;

import io.microexp.FacialEmotionClassifier;
import io.microexp.training.cli.console.Progress;
import io.microexp.training.cli.option.BackendOption;
import io.microexp.training.cli.option.ModelOption;
import io.microexp.training.cli.option.NamedModel;
import io.microexp.training.data.Fer2013;
import io.microexp.training.io.AtomicFiles;
import io.microexp.training.io.Json;
import io.microexp.training.temporal.FilterComparison;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code compare-filters}: what filters over time do to a model's labels. */
@Command(
        name = "compare-filters",
        description = "Compares filters over time on clips made from FER2013's stills: no filter, the one of the"
                + " pipeline, and a recurrent head, which it trains on clips of Training.")
final class CompareFiltersCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--data", required = true, paramLabel = "FILE", description = "fer2013.csv or fer2013.csv.gz.")
    private Path data;

    @Mixin
    private ModelOption model;

    @Mixin
    private BackendOption backend;

    @Option(
            names = "--train-clips",
            defaultValue = "400",
            paramLabel = "COUNT",
            description = "Clips of Training to train the recurrent head on. Default: ${DEFAULT-VALUE}.")
    private int trainClips;

    @Option(
            names = "--test-clips",
            defaultValue = "150",
            paramLabel = "COUNT",
            description = "Clips of PublicTest to take the figures of. Default: ${DEFAULT-VALUE}.")
    private int testClips;

    @Option(
            names = "--epochs",
            defaultValue = "30",
            description = "Passes of the recurrent head's training. Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of the clips and of the head's weights.")
    private int seed;

    @Option(names = "--out", paramLabel = "FILE", description = "A JSON file to write the figures to.")
    private Optional<Path> out;

    @Override
    public Integer call() throws IOException {
        FilterComparison.Plan plan = new FilterComparison.Plan(trainClips, testClips, epochs, seed);
        NamedModel named = model.read();
        FilterComparison comparison;
        try (FacialEmotionClassifier classifier = backend.open(named);
                ProgressBar bar = Progress.bar("clips", trainClips + testClips, "clips")) {
            comparison = FilterComparison.of(
                    named.name(),
                    classifier,
                    Fer2013.read(data, Fer2013.TRAINING),
                    Fer2013.read(data, Fer2013.PUBLIC_TEST),
                    plan,
                    bar::stepTo);
        }
        spec.commandLine().getOut().print(comparison.table());
        spec.commandLine().getOut().flush();
        if (out.isPresent()) {
            AtomicFiles.writeString(out.get(), Json.PRETTY.toJson(comparison) + "\n");
        }
        return 0;
    }
}

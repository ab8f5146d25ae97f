package io.microexp.training.cli;

import io.microexp.training.train.run.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cut}: cuts one head out of a run with two. */
@Command(
        name = "cut",
        description =
                "Writes one head of a run trained with --two-heads as a run of its own, for export and train --init.")
final class CutCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--run", required = true, paramLabel = "FOLDER", description = "The folder that train wrote.")
    private Path run;

    @Option(
            names = "--head",
            required = true,
            description = "The head: ${COMPLETION-CANDIDATES}. LABELS has the classes of the csv, VOTES those of FER+.")
    private RunFolder.Head head;

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "The folder of the new run.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        RunFolder cut = RunFolder.open(run).cut(head, out);
        PrintWriter result = spec.commandLine().getOut();
        result.println(out + ": " + cut.network().labels().size() + " classes");
        result.flush();
        return 0;
    }
}

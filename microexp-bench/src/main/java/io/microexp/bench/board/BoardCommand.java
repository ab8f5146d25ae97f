package io.microexp.bench.board;

import io.microexp.bench.benchmark.Backends;
import io.microexp.bench.layer.Layer;
import io.microexp.bench.report.Environment;
import io.microexp.bench.report.Measured;
import io.microexp.bench.report.Results;
import io.microexp.bench.report.Tables;
import io.microexp.model.EmotionModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code board}: runs the standard set of measurements and writes tables and one JSON file. */
@Command(
        name = "board",
        description =
                "Measures this machine and writes a result file. Takes about twenty minutes, or ten with --no-layers.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class BoardCommand implements Callable<Integer> {
    private static final double BUSY = 0.5;

    @Spec
    private CommandSpec command;

    @Option(
            names = "--json",
            defaultValue = "board.json",
            paramLabel = "FILE",
            description = "The result file to write.")
    private Path json;

    @Option(
            names = "--backends",
            split = ",",
            paramLabel = "NAME",
            description =
                    "The backends to measure, separated by commas. An execution provider may follow after a colon,"
                            + " as in onnx:tensorrt. Default: all that this jar and this JDK can run.")
    private List<String> backends;

    @Option(names = "--no-layers", description = "Skips single layers, which take most of the time.")
    private boolean noLayers;

    @Option(
            names = "--quick",
            description =
                    "Makes a tenth of the runs, to try the command. The figures are not accurate enough to publish.")
    private boolean quick;

    private final List<Measured> measured = new ArrayList<>();

    @Override
    public Integer call() throws IOException, RunnerException {
        PrintWriter out = command.commandLine().getOut();
        EmotionModel model = Backends.model();
        Environment environment = Environment.here();
        warnIfBusy(environment);
        List<String> names = backends == null ? Backends.present() : backends;
        measure(names);
        Map<String, List<String>> flags = new LinkedHashMap<>();
        names.forEach(name -> flags.put(name, Backends.userFlags(name)));
        Results results = new Results(
                Results.SCHEMA_VERSION, environment.finished(), model.name(), model.sha256(), flags, measured);
        results.write(json);
        Tables tables = new Tables(results);
        tables.names().forEach(name -> out.println(tables.table(name)));
        out.println("Written: " + json.getFileName());
        out.flush();
        return 0;
    }

    private void measure(List<String> names) throws IOException, RunnerException {
        JmhRuns whole = quick ? new JmhRuns(1, 2, 200) : new JmhRuns(5, 5, 600);
        JmhRuns single = quick ? new JmhRuns(1, 2, 50) : new JmhRuns(2, 3, 300);
        int processes = quick ? 2 : 50;
        int cores = Runtime.getRuntime().availableProcessors();
        step("cold starts");
        List<String> started = new ArrayList<>(List.of(Backends.NONE));
        started.addAll(names);
        measured.addAll(Protocols.coldStarts(started, processes));
        for (String name : names) {
            step(name + ": the paper's protocol");
            measured.addAll(Protocols.paper(name));
            if (Backends.isJava(name)) {
                measured.add(Protocols.smallHeap(name));
            }
            step(name + ": detection and the pipeline");
            if (Backends.isJava(name)) {
                measured.addAll(whole.detection(name));
            }
            measured.addAll(whole.pipeline(name));
            step(name + ": batches and threads");
            measured.addAll(whole.classify(name, 1, "1", "8", "32"));
            if (cores > 1) {
                measured.addAll(whole.classify(name, 2, "1", "8", "32"));
            }
        }
        step("preprocessing and the roofs of one core");
        measured.addAll(whole.preprocessing());
        measured.addAll(whole.peaks());
        if (!noLayers) {
            for (String name : names) {
                if (!name.contains(":")) {
                    step(name + ": layers");
                    measured.addAll(single.layers(name, Layer.values()));
                }
            }
        }
    }

    private void step(String what) {
        PrintWriter err = command.commandLine().getErr();
        err.println("Measuring " + what);
        err.flush();
    }

    private void warnIfBusy(Environment environment) {
        if (environment.loadAverage() != null && environment.loadAverage() > BUSY) {
            PrintWriter err = command.commandLine().getErr();
            err.println("This machine is busy (load average " + environment.loadAverage()
                    + "). Do not publish these figures; measure again on an idle machine");
            err.flush();
        }
    }
}

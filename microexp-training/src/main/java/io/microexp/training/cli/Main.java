package io.microexp.training.cli;

import io.microexp.training.cli.console.Failures;
import io.microexp.training.cli.console.Launcher;
import io.microexp.training.cli.console.Version;
import io.microexp.training.cli.detector.ConvertDetectorCommand;
import io.microexp.training.cli.detector.EvaluateDetectorCommand;
import io.microexp.training.cli.option.Preset;
import io.microexp.training.cli.option.TrainingOptions;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/**
 * The command {@code microexp-train}. Exit code 0: done; 1: failed, with one line on standard error; 2: wrong usage;
 * above 128: ended by a signal, such as Ctrl-C, with one line too.
 */
@Command(
        name = "microexp-train",
        description =
                "Trains, evaluates, exports, quantizes, inspects and explains models of apparent facial expression.",
        subcommands = {
            TrainCommand.class,
            TrainHeadCommand.class,
            SoftTargetsCommand.class,
            AblateCommand.class,
            EvaluateCommand.class,
            ReportCommand.class,
            CutCommand.class,
            ExportCommand.class,
            AverageCommand.class,
            QuantizeCommand.class,
            PreprocessingCommand.class,
            InspectCommand.class,
            ExplainCommand.class,
            RecipeCommand.class,
            ConvertDetectorCommand.class,
            EvaluateDetectorCommand.class,
            CompareFiltersCommand.class
        },
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        showDefaultValues = true,
        synopsisSubcommandLabel = "COMMAND")
public final class Main {
    private static final int MAX_SECONDS_TO_END = 60;

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            showDefaultValue = CommandLine.Help.Visibility.NEVER,
            description = "On failure also prints where it happened.")
    private boolean stacktrace;

    private Main() {}

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        setDefault("ai.djl.offline", "true");
        setDefault("OPT_OUT_TRACKING", "true");
        setDefault("java.awt.headless", "true");
        if (Launcher.applies(args, System.getenv())) {
            OptionalInt exitCode = Launcher.run(Main.class, args);
            if (exitCode.isPresent()) {
                System.exit(exitCode.getAsInt());
            }
        }
        Launcher.endWithParent(System.getenv());
        CountDownLatch ended = new CountDownLatch(1);
        interruptOnSignal(Thread.currentThread(), ended);
        int exitCode;
        try {
            exitCode = run(commandLine(), args);
        } finally {
            ended.countDown();
        }
        System.exit(exitCode);
    }

    /**
     * A process must not end within a step: PyTorch's libraries are torn down then, and what still runs in them
     * crashes.
     */
    private static void interruptOnSignal(Thread command, CountDownLatch ended) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                // more than once, since a library may swallow an interrupt
                for (int second = 0; second < MAX_SECONDS_TO_END && ended.getCount() > 0; second++) {
                    command.interrupt();
                    ended.await(1, TimeUnit.SECONDS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    /** Runs a command in this process. Running out of memory is reported in one line like any other failure. */
    static int run(CommandLine commandLine, String... args) {
        try {
            return commandLine.execute(args);
        } catch (OutOfMemoryError e) {
            return Failures.report(e, commandLine, false);
        }
    }

    /** Returns the command line, to be run in this process: it changes no system property and does not exit. */
    static CommandLine commandLine() {
        Main main = new Main();
        return new CommandLine(main)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(Main::execute)
                .setParameterExceptionHandler(Failures::usage)
                .setExecutionExceptionHandler((e, command, parsed) -> Failures.report(e, command, main.stacktrace));
    }

    /** Runs the command. Its help shows the defaults of the preset that was chosen. */
    private static int execute(ParseResult parsed) {
        for (ParseResult at = parsed; at != null; at = at.subcommand()) {
            if (at.isUsageHelpRequested() && at.commandSpec().findOption(TrainingOptions.PRESET) != null) {
                Preset preset = at.matchedOptionValue(TrainingOptions.PRESET, Preset.PAPER);
                at.commandSpec().defaultValueProvider(TrainingOptions.defaults(preset));
            }
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}

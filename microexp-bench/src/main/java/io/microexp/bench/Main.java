package io.microexp.bench;

import io.microexp.MicroExpException;
import io.microexp.bench.board.BoardCommand;
import io.microexp.bench.reliability.MatrixCommand;
import io.microexp.bench.reliability.SoakCommand;
import io.microexp.bench.report.CompareCommand;
import io.microexp.bench.report.ReportCommand;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Main class of the jar. Runs a command of this project, or passes all arguments to JMH. Exit
 * code 0 means success, 1 a failure or a regression, 2 wrong usage.
 */
@Command(
        name = "benchmarks",
        description = "Measures microexp on this machine. Other arguments are passed to JMH.",
        subcommands = {
            BoardCommand.class,
            CompareCommand.class,
            ReportCommand.class,
            MatrixCommand.class,
            SoakCommand.class
        })
public final class Main {
    private Main() {}

    /**
     * Runs a command.
     *
     * @param args one of this project's commands and its options, or JMH's options
     * @throws IOException if JMH cannot read its list of benchmarks
     */
    public static void main(String[] args) throws IOException {
        CommandLine commands = commandLine();
        if (args.length > 0 && commands.getSubcommands().containsKey(args[0])) {
            System.exit(commands.execute(args));
        }
        org.openjdk.jmh.Main.main(args);
    }

    /** Returns the commands of this project. Executing them does not exit the JVM. */
    public static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler((failure, command, parsed) -> {
            boolean clear = failure instanceof MicroExpException || failure instanceof IllegalArgumentException;
            command.getErr()
                    .println(command.getCommandSpec().qualifiedName() + ": "
                            + (clear ? failure.getMessage() : origin(failure).toString()));
            command.getErr().flush();
            return CommandLine.ExitCode.SOFTWARE;
        });
    }

    /** Returns what a benchmark threw. JMH wraps it as a cause, which it adds to the suppressed exceptions. */
    private static Throwable origin(Throwable failure) {
        Throwable[] suppressed = failure.getSuppressed();
        Throwable inner = suppressed.length > 0 ? suppressed[0] : failure.getCause();
        return inner == null ? failure : origin(inner);
    }
}

package io.microexp.bench;

import io.microexp.MicroExpException;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The jar's main class: {@code board}, {@code compare} and {@code report} are this project's, everything else is JMH's
 * own command line. Exit code 0: done; 1: failed, or a regression; 2: wrong usage.
 *
 * <p>Thread safety: none.
 */
@Command(
        name = "benchmarks",
        description = "Measures microexp on this machine. Any other argument goes to JMH.",
        subcommands = {BoardCommand.class, CompareCommand.class, ReportCommand.class})
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

    /** This project's commands, to be run in this process: does not exit. */
    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler((failure, command, parsed) -> {
            boolean clear = failure instanceof MicroExpException || failure instanceof IllegalArgumentException;
            command.getErr()
                    .println(command.getCommandSpec().qualifiedName() + ": "
                            + (clear ? failure.getMessage() : origin(failure).toString()));
            command.getErr().flush();
            return CommandLine.ExitCode.SOFTWARE;
        });
    }

    /** What a benchmark threw: JMH wraps it as a cause, and that again among the suppressed. */
    private static Throwable origin(Throwable failure) {
        Throwable[] suppressed = failure.getSuppressed();
        Throwable inner = suppressed.length > 0 ? suppressed[0] : failure.getCause();
        return inner == null ? failure : origin(inner);
    }
}

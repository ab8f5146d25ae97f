package io.microexp.bench;

import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The jar's main class: {@code board}, {@code compare} and {@code report} are this project's, everything else is JMH's
 * own command line.
 *
 * <p>Thread safety: none.
 */
@Command(
        name = "benchmarks",
        description = "Measures microexp on this machine. Any other argument goes to JMH; -h shows JMH's help.",
        subcommands = {})
public final class Main {
    private Main() {}

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param args one of this project's commands and its options, or JMH's options
     */
    public static void main(String[] args) throws IOException {
        CommandLine commands = new CommandLine(new Main());
        if (args.length > 0 && commands.getSubcommands().containsKey(args[0])) {
            System.exit(commands.execute(args));
        }
        org.openjdk.jmh.Main.main(args);
    }
}

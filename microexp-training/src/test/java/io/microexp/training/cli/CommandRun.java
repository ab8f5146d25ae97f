package io.microexp.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import picocli.CommandLine;

/** A command run in this process: its exit code and what it wrote. */
record CommandRun(int exitCode, String out, String err) {
    static CommandRun of(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exitCode = commandLine.execute(Stream.of(args).map(Object::toString).toArray(String[]::new));
        return new CommandRun(exitCode, out.toString(), err.toString());
    }

    CommandRun succeeds() {
        assertThat(exitCode).as(err).isZero();
        assertThat(err).isEmpty();
        return this;
    }

    /** Asserts exit code 1 and one line that contains all parts. */
    void failsWith(String... parts) {
        assertThat(exitCode).as(err).isEqualTo(1);
        assertThat(out).isEmpty();
        assertThat(err.lines()).hasSize(1);
        assertThat(err).startsWith("microexp-train ").contains(parts);
    }

    /** Asserts exit code 2, a line that contains all parts, and a pointer to the help. */
    void isWrongUsage(String... parts) {
        assertThat(exitCode).as(err).isEqualTo(2);
        assertThat(out).isEmpty();
        assertThat(err.lines().findFirst().orElseThrow()).contains(parts);
        assertThat(err).contains("--help");
    }
}

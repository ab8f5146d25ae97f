package io.microexp.training.cli.console;

import io.microexp.MicroExpException;
import io.microexp.internal.Text;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells the user what went wrong. */
public final class Failures {
    private static final long MEGABYTE = 1 << 20;
    private static final int MAX_LENGTH = 4_000;

    private Failures() {}

    /** Prints one line for a command that failed. */
    public static int report(Throwable failure, CommandLine command, boolean stacktrace) {
        PrintWriter err = command.getErr();
        err.println(command.getCommandSpec().qualifiedName() + ": " + oneLine(message(failure)));
        if (stacktrace) {
            failure.printStackTrace(err);
        }
        err.flush();
        return ExitCode.SOFTWARE;
    }

    /** Prints the error and where to find help, for wrong options. */
    public static int usage(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        err.println(name + ": " + oneLine(failure.getMessage()));
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("Try: " + name + " --help");
        err.flush();
        return ExitCode.USAGE;
    }

    /** Exceptions of this library and of argument checks speak for themselves; others need their type to be clear. */
    private static String message(Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            return "out of memory (" + failure.getMessage() + "). The limit is "
                    + Runtime.getRuntime().maxMemory() / MEGABYTE
                    + " MB; raise it, such as by java -Xmx4g, or give fewer faces or a smaller batch";
        }
        if (failure instanceof CancellationException) {
            return failure.getMessage();
        }
        if (Thread.currentThread().isInterrupted()) {
            // files that are being read or written end in all kinds of errors then
            return "interrupted";
        }
        if (failure instanceof IOException) {
            // those of AtomicFiles name the file and say what happened
            return failure.getClass() == IOException.class && failure.getMessage() != null
                    ? failure.getMessage()
                    : "cannot read or write a file: " + failure;
        }
        boolean clear = failure instanceof MicroExpException || failure instanceof IllegalArgumentException;
        return clear && failure.getMessage() != null ? failure.getMessage() : failure.toString();
    }

    private static String oneLine(String message) {
        return Text.printable(message, MAX_LENGTH).strip();
    }
}

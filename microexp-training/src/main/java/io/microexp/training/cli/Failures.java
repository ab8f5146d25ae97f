package io.microexp.training.cli;

import io.microexp.MicroExpException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells the user what went wrong. Thread safety: stateless. */
final class Failures {
    private Failures() {}

    /** One line for a command that failed. */
    static int report(Exception failure, CommandLine command, boolean stacktrace) {
        PrintWriter err = command.getErr();
        err.println(command.getCommandSpec().qualifiedName() + ": " + oneLine(message(failure)));
        if (stacktrace) {
            failure.printStackTrace(err);
        }
        err.flush();
        return ExitCode.SOFTWARE;
    }

    /** The error and where to find help, for wrong options. */
    static int usage(ParameterException failure, String[] args) {
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
    private static String message(Exception failure) {
        if (failure instanceof CancellationException) {
            return failure.getMessage();
        }
        if (Thread.currentThread().isInterrupted()) {
            // files that are being read or written end in all kinds of errors then
            return "interrupted";
        }
        if (failure instanceof IOException) {
            return "cannot read or write a file: " + failure;
        }
        boolean clear = failure instanceof MicroExpException || failure instanceof IllegalArgumentException;
        return clear && failure.getMessage() != null ? failure.getMessage() : failure.toString();
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}

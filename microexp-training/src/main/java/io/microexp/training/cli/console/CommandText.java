package io.microexp.training.cli.console;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** A command as it may be published: with the last name of every path. */
public final class CommandText {
    private CommandText() {}

    /** Returns the command that a spec was run with. */
    public static String of(CommandSpec spec) {
        ParseResult parsed = spec.commandLine().getParseResult();
        List<OptionSpec> options = parsed.matchedOptions();
        return spec.qualifiedName()
                + options.stream().distinct().map(CommandText::option).collect(Collectors.joining(" ", " ", ""));
    }

    private static String option(OptionSpec option) {
        if (option.arity().max() == 0) {
            return flag(option);
        }
        return option.stringValues().stream()
                .map(value -> option.longestName() + " " + shown(option, value))
                .collect(Collectors.joining(" "));
    }

    private static String flag(OptionSpec option) {
        CommandSpec command = option.command();
        boolean on = option.getValue();
        return on
                ? option.longestName()
                : command.negatableOptionTransformer().makeNegative(option.longestName(), command);
    }

    private static String shown(ArgSpec option, String value) {
        if (isOf(option, Path.class)) {
            return String.valueOf(Path.of(value).getFileName());
        }
        // the name of a model may be a path too
        return isOf(option, String.class)
                ? value.substring(Math.max(value.lastIndexOf('/'), value.lastIndexOf(File.separatorChar)) + 1)
                : value;
    }

    private static boolean isOf(ArgSpec option, Class<?> type) {
        return option.type() == type || option.auxiliaryTypes()[0] == type;
    }
}

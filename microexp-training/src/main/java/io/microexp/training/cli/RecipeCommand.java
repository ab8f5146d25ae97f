package io.microexp.training.cli;

import picocli.CommandLine.Command;

/** Commands on recipes. */
@Command(
        name = "recipe",
        description = "Makes a model, from data to report, as one recipe file describes.",
        subcommands = RecipeRunCommand.class)
final class RecipeCommand {}

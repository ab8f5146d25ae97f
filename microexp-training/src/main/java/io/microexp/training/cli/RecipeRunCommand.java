package io.microexp.training.cli;

import io.microexp.DataFormatException;
import io.microexp.training.cli.option.Recipe;
import io.microexp.training.data.synthetic.SyntheticFiles;
import io.microexp.training.io.AtomicFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code recipe run}: runs the steps of a recipe that are not done yet, and resumes one that was interrupted. */
@Command(
        name = "run",
        description = {
            "Runs the steps of a recipe: teachers, soft targets, training, calibration, export, int8, evaluation and "
                    + "report.",
            "Run it again with the same options to resume after an interruption."
        })
final class RecipeRunCommand implements Callable<Integer> {
    private static final int SYNTHETIC_SEED = 1;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RECIPE", description = "The YAML file, such as recipes/two-heads.yaml.")
    private Path file;

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(names = "--votes", paramLabel = "FILE", description = "FER+'s fer2013new.csv.")
    private Path votes;

    @Option(
            names = "--pretrained",
            paramLabel = "FILE",
            description = "HSE FaceRes (faceres.json), for recipes whose teachers start from it.")
    private Path pretrained;

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "Where all results are written.")
    private Path out;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "Replace the value of one of the recipe's variables; may be given several times.")
    private Map<String, String> changed = Map.of();

    /** Where faces come from. */
    private static final class Source {
        @Option(names = "--data", required = true, paramLabel = "FILE", description = "fer2013.csv or fer2013.csv.gz.")
        private Path data;

        @Option(
                names = "--synthetic",
                required = true,
                paramLabel = "COUNT",
                description = "No data: run the recipe on this many drawn faces.")
        private int synthetic;
    }

    @Override
    public Integer call() throws IOException {
        Recipe recipe = Recipe.read(file);
        Map<String, String> values = values(recipe);
        List<List<String>> commands =
                recipe.steps().stream().map(step -> step.args(values)).toList();
        // a mistake in the last step is better found before the first
        commands.forEach(args -> Main.commandLine().parseArgs(args.toArray(String[]::new)));
        double hours =
                recipe.steps().stream().mapToDouble(Recipe.Step::coreHours).sum();
        tell("%s%n%d steps, about %.1f core-hours", recipe.description().strip(), commands.size(), hours);
        for (int i = 0; i < commands.size(); i++) {
            Recipe.Step step = recipe.steps().get(i);
            String title = String.format(Locale.ROOT, "step %d of %d, %s", i + 1, commands.size(), step.name());
            if (done(step, commands.get(i))) {
                tell("%s: done before", title);
            } else {
                tell("%s: about %.1f core-hours of %.1f that are left", title, step.coreHours(), hours);
                int exitCode = run(commands.get(i));
                if (exitCode != ExitCode.OK) {
                    tell("%s: failed. Run the same command again to resume with this step", title);
                    return exitCode;
                }
                AtomicFiles.writeString(marker(step), text(commands.get(i)));
            }
            hours -= step.coreHours();
        }
        return ExitCode.OK;
    }

    private Map<String, String> values(Recipe recipe) throws IOException {
        Map<String, String> values = new LinkedHashMap<>(recipe.variables());
        changed.forEach((name, value) -> {
            if (values.replace(name, value) == null) {
                throw new IllegalArgumentException("Expected one of the recipe's variables "
                        + recipe.variables().keySet() + " with --set, found " + name);
            }
        });
        values.put("out", out.toString());
        if (source.data == null) {
            Path csv = out.resolve("synthetic/fer2013.csv");
            Path synthetic = out.resolve("synthetic/fer2013new.csv");
            SyntheticFiles.write(csv, synthetic, source.synthetic, SYNTHETIC_SEED);
            values.put("data", csv.toString());
            values.put("votes", synthetic.toString());
        } else {
            values.put("data", source.data.toString());
        }
        if (votes != null) {
            values.put("votes", votes.toString());
        }
        if (pretrained != null) {
            values.put("pretrained", pretrained.toString());
        }
        return values;
    }

    private int run(List<String> args) {
        CommandLine parent = spec.commandLine();
        return Main.commandLine()
                .setOut(parent.getOut())
                .setErr(parent.getErr())
                .execute(args.toArray(String[]::new));
    }

    private boolean done(Recipe.Step step, List<String> command) throws IOException {
        Path marker = marker(step);
        if (!Files.exists(marker)) {
            return false;
        }
        String ran = Files.readString(marker);
        if (!ran.equals(text(command))) {
            throw new DataFormatException("Folder " + out + ": step " + step.name() + " was run as " + ran.strip()
                    + ", and now is " + text(command).strip() + ". Give another folder");
        }
        return true;
    }

    private Path marker(Recipe.Step step) {
        return out.resolve("steps").resolve(step.name() + ".done");
    }

    /** The command with this folder left out, so that it may be moved. */
    private String text(List<String> command) {
        return command.stream().map(word -> word.replace(out.toString(), "OUT")).collect(Collectors.joining(" "))
                + "\n";
    }

    private void tell(String format, Object... values) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(String.format(Locale.ROOT, format, values));
        err.flush();
    }
}

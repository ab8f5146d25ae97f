package io.microexp.training.cli.option;

import io.microexp.DataFormatException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * A model's whole making in one YAML file: {@code description}, {@code variables} with their values, and {@code steps},
 * each with a {@code name}, its {@code coreHours} and a {@code command} of this command line. {@code ${name}} in a
 * command is a variable, or one of {@code data}, {@code votes}, {@code pretrained} and {@code out}, which the caller
 * gives.
 *
 * @param description what it makes
 * @param variables values by name
 * @param steps in order
 */
public record Recipe(String description, Map<String, String> variables, List<Step> steps) {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");

    /**
     * One command.
     *
     * @param name unique in the recipe
     * @param coreHours expected processor time
     * @param words of the command, with variables
     */
    public record Step(String name, double coreHours, List<String> words) {
        /**
         * Returns the command with values for its variables.
         *
         * @throws IllegalArgumentException if a variable has none
         */
        public List<String> args(Map<String, String> values) {
            return words.stream()
                    .map(word -> VARIABLE.matcher(word)
                            .replaceAll(found -> Matcher.quoteReplacement(value(found.group(1), values))))
                    .toList();
        }

        private String value(String variable, Map<String, String> values) {
            String value = values.get(variable);
            if (value == null) {
                throw new IllegalArgumentException("Step " + name + ": expected a value for ${" + variable
                        + "}, found none. Give --" + variable + " or --set " + variable + "=...");
            }
            return value;
        }
    }

    /**
     * Reads a file.
     *
     * @throws DataFormatException if it is not a recipe; the message names what is missing or wrong
     */
    public static Recipe read(Path file) {
        try (Reader text = Files.newBufferedReader(file)) {
            Object yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
            return new Parser(file).recipe(yaml);
        } catch (IOException | YAMLException e) {
            throw new DataFormatException("Recipe " + file + " cannot be read: " + e, e);
        }
    }

    /** From YAML's maps and lists. */
    private record Parser(Path file) {
        Recipe recipe(Object yaml) {
            Map<?, ?> root = cast(Map.class, yaml, "a map with description, variables and steps");
            Map<String, String> variables = new LinkedHashMap<>();
            Object changeable = root.get("variables");
            if (changeable != null) {
                Map<?, ?> values = cast(Map.class, changeable, "a map as variables");
                values.forEach((name, value) -> variables.put(String.valueOf(name), String.valueOf(value)));
            }
            List<Step> steps = new ArrayList<>();
            List<?> given = cast(List.class, root.get("steps"), "a list as steps");
            for (Object step : given) {
                steps.add(step(cast(Map.class, step, "a map as each step")));
            }
            if (steps.isEmpty() || steps.stream().map(Step::name).distinct().count() < steps.size()) {
                throw wrong(
                        "steps with different names",
                        steps.stream().map(Step::name).toList());
            }
            return new Recipe(cast(String.class, root.get("description"), "a text as description"), variables, steps);
        }

        private Step step(Map<?, ?> step) {
            String name = cast(String.class, step.get("name"), "a text as a step's name");
            double hours = cast(Number.class, step.get("coreHours"), "a number as coreHours of step " + name)
                    .doubleValue();
            String command = cast(String.class, step.get("command"), "a text as command of step " + name);
            return new Step(name, hours, List.of(command.strip().split("\\s+")));
        }

        private <T> T cast(Class<T> type, Object value, String expected) {
            if (!type.isInstance(value)) {
                throw wrong(expected, value);
            }
            return type.cast(value);
        }

        private DataFormatException wrong(String expected, Object found) {
            return new DataFormatException(
                    "Recipe " + file.getFileName() + ": expected " + expected + ", found " + found);
        }
    }
}

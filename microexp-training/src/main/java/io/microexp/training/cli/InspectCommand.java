package io.microexp.training.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.microexp.training.cli.option.ModelOption;
import io.microexp.training.cli.option.NamedModel;
import io.microexp.training.io.AtomicFiles;
import io.microexp.training.io.Json;
import io.microexp.training.onnx.OnnxGraphStats;
import io.microexp.training.report.Table1Costs;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code inspect}: describes a model file, or counts what networks cost. */
@Command(
        name = "inspect",
        description =
                "Describes a model: its cost, labels, preprocessing and provenance. With --table1 it counts what the"
                        + " networks of the paper's Table 1 cost.")
final class InspectCommand implements Callable<Integer> {
    private static final int SCHEMA_VERSION = 1;
    private static final String STANDARD_OUTPUT = "-";

    @Spec
    private CommandSpec command;

    @ArgGroup(multiplicity = "1")
    private Subject subject;

    @Option(
            names = "--json",
            arity = "0..1",
            fallbackValue = STANDARD_OUTPUT,
            paramLabel = "FILE",
            description = "Writes JSON to this file, or to standard output in place of text if no file is given.")
    private String json;

    /** A model or the paper's table. */
    static final class Subject {
        @Option(
                names = ModelOption.NAME,
                required = true,
                paramLabel = ModelOption.LABEL,
                description = ModelOption.DESCRIPTION)
        private String model;

        @Option(
                names = "--table1",
                required = true,
                description = "Parameters and multiply-adds of the networks that the paper compares, counted at 224x224"
                        + " and 48x48 pixels, beside the figures it gives.")
        private boolean table1;

        /** Returns the model, or empty for the table. */
        Optional<NamedModel> model() {
            return Optional.ofNullable(model).map(ModelOption::read);
        }
    }

    @Override
    public Integer call() throws IOException {
        Optional<NamedModel> model = subject.model();
        JsonObject facts = model.map(InspectCommand::facts).orElseGet(Table1Costs::toJson);
        PrintWriter out = command.commandLine().getOut();
        if (STANDARD_OUTPUT.equals(json)) {
            out.println(Json.PRETTY.toJson(facts));
        } else {
            if (json != null) {
                AtomicFiles.writeString(Path.of(json), Json.PRETTY.toJson(facts) + "\n");
            }
            if (model.isPresent()) {
                print(facts, out);
            } else {
                Table1Costs.print(facts, out);
            }
        }
        out.flush();
        return 0;
    }

    private static JsonObject facts(NamedModel named) {
        OnnxGraphStats stats = OnnxGraphStats.of(named.model());
        JsonObject facts = new JsonObject();
        facts.addProperty("schemaVersion", SCHEMA_VERSION);
        facts.addProperty("model", named.name());
        facts.addProperty("sha256", named.model().sha256());
        facts.addProperty("bytes", named.model().sizeInBytes());
        facts.addProperty("parameters", named.parameters(stats));
        facts.addProperty("storedParameters", stats.parameters());
        facts.addProperty("macs", stats.multiplyAdds());
        facts.addProperty("opset", stats.opset());
        facts.add("nodes", Json.COMPACT.toJsonTree(stats.nodes()));
        facts.addProperty("calibrated", named.model().metadata().isCalibrated());
        named.metadata().entrySet().forEach(entry -> facts.add(entry.getKey(), entry.getValue()));
        return facts;
    }

    private static void print(JsonObject facts, PrintWriter out) {
        for (Map.Entry<String, JsonElement> fact : facts.entrySet()) {
            JsonElement value = fact.getValue();
            out.printf("%-17s %s%n", fact.getKey(), value.isJsonPrimitive() ? value.getAsString() : value);
        }
    }
}

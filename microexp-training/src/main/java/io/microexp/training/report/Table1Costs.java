package io.microexp.training.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.microexp.training.network.NetworkCost;
import io.microexp.training.network.Table1;
import java.io.PrintWriter;
import java.util.Locale;

/** The counted costs of the networks of the paper's Table 1 beside the paper's figures. */
public final class Table1Costs {
    private static final int SCHEMA_VERSION = 1;

    private Table1Costs() {}

    /** An input that networks are counted for. */
    private record Setting(String key, String title, int channels, int side, int classes) {}

    private static final Setting PHOTOGRAPH = new Setting("photograph", "224x224 RGB, 1,000 classes", 3, 224, 1000);
    private static final Setting FACE = new Setting("face", "48x48 gray, 7 classes", 1, 48, 7);

    /** Returns the figures as JSON: {@code publishedInThePaper} are quoted, all others are counted. */
    public static JsonObject toJson() {
        JsonArray networks = new JsonArray();
        for (Table1 network : Table1.values()) {
            networks.add(row(network));
        }
        JsonObject json = new JsonObject();
        json.addProperty("schemaVersion", SCHEMA_VERSION);
        json.add("networks", networks);
        return json;
    }

    private static JsonObject row(Table1 network) {
        JsonObject row = new JsonObject();
        row.addProperty("name", network.title());
        network.published().ifPresent(published -> {
            JsonObject figures = new JsonObject();
            figures.addProperty("parametersMillions", published.parametersMillions());
            figures.addProperty("gigaflops", published.gigaflops());
            figures.addProperty("accuracyPercent", published.accuracyPercent());
            row.add("publishedInThePaper", figures);
        });
        row.add(PHOTOGRAPH.key, cost(network, PHOTOGRAPH));
        row.add(FACE.key, cost(network, FACE));
        return row;
    }

    private static JsonObject cost(Table1 network, Setting setting) {
        NetworkCost counted = network.cost(setting.channels, setting.side, setting.classes);
        JsonObject cost = new JsonObject();
        cost.addProperty("channels", setting.channels);
        cost.addProperty("side", setting.side);
        cost.addProperty("classes", setting.classes);
        cost.addProperty("parameters", counted.parameters());
        cost.addProperty("macs", counted.multiplyAdds());
        return cost;
    }

    /** Prints the figures as a table. */
    public static void print(JsonObject json, PrintWriter out) {
        out.printf("%-24s %-24s  %-28s  %-28s%n", "", "published in the paper", PHOTOGRAPH.title, FACE.title);
        out.printf(
                "%-24s %8s %7s %7s  %13s %14s  %13s %14s%n",
                "network",
                "params/M",
                "FLOPs/G",
                "acc./%",
                "parameters",
                "multiply-adds",
                "parameters",
                "multiply-adds");
        for (JsonElement element : json.getAsJsonArray("networks")) {
            JsonObject row = element.getAsJsonObject();
            JsonObject photograph = row.getAsJsonObject(PHOTOGRAPH.key);
            JsonObject face = row.getAsJsonObject(FACE.key);
            out.printf(
                    Locale.ROOT,
                    "%-24s %s  %,13d %,14d  %,13d %,14d%n",
                    row.get("name").getAsString(),
                    published(row),
                    photograph.get("parameters").getAsLong(),
                    photograph.get("macs").getAsLong(),
                    face.get("parameters").getAsLong(),
                    face.get("macs").getAsLong());
        }
        out.println("Published figures are the paper's, not measured here; what it calls FLOPs are, for other networks,"
                + " multiply-adds at 224x224. Two FLOPs make one multiply-add.");
    }

    private static String published(JsonObject row) {
        JsonObject figures = row.getAsJsonObject("publishedInThePaper");
        return figures == null
                ? String.format("%8s %7s %7s", "-", "-", "-")
                : String.format(
                        Locale.ROOT,
                        "%8.1f %7.2f %7.1f",
                        figures.get("parametersMillions").getAsDouble(),
                        figures.get("gigaflops").getAsDouble(),
                        figures.get("accuracyPercent").getAsDouble());
    }
}

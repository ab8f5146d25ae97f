package io.microexp.bench.report;

import io.microexp.bench.benchmark.Backends;
import io.microexp.bench.layer.Layer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables of one result file in Markdown. Missing figures are shown as dashes. */
public final class Tables {
    private static final String ABSENT = "-";

    private static final String NO_LAYERS = "Not measured, because the board command ran with `--no-layers`.\n";

    /** Table 3 of the paper: platform, latency, frames per second, memory. */
    private static final List<List<String>> PUBLISHED = List.of(
            List.of("paper: Raspberry Pi 4 (CPU), ONNX Runtime 1.16", "35.7", "-", "-", "28", "48", ABSENT),
            List.of("paper: Jetson Nano (GPU), TensorRT 8.5 FP16", "8.2", "-", "-", "122", "62", ABSENT),
            List.of("paper: RTX 3090 (GPU), PyTorch 2.1", "1.1", "-", "-", "909", "210", ABSENT));

    private final Results results;
    private final Map<String, Supplier<String>> tables = new LinkedHashMap<>();

    public Tables(Results results) {
        this.results = results;
        tables.put("environment", this::environment);
        tables.put("paper", this::paper);
        tables.put("coldstart", this::coldStart);
        tables.put("classify", this::classify);
        tables.put("pipeline", this::pipeline);
        tables.put("roofs", this::roofs);
        boolean layers = results.measurements().stream().anyMatch(m -> m.id().startsWith("layer/"));
        tables.put("layers", layers ? this::layers : () -> NO_LAYERS);
        tables.put("separable", layers ? this::separable : () -> NO_LAYERS);
        tables.put("projection", layers ? this::projection : () -> NO_LAYERS);
    }

    public Set<String> names() {
        return tables.keySet();
    }

    /** Returns a table by its name, which is one of {@link #names()}. */
    public String table(String name) {
        Supplier<String> table = tables.get(name);
        if (table == null) {
            throw new IllegalArgumentException("Expected a table of " + names() + ", found \"" + name + "\"");
        }
        return table.get();
    }

    private String environment() {
        Environment machine = results.environment();
        Markdown table = new Markdown(List.of("measured on", ""));
        Map<String, Object> rows = new LinkedHashMap<>();
        rows.put("board", machine.board());
        rows.put("processor", machine.cpu() + ", " + machine.cores() + " cores");
        rows.put("memory", machine.memoryMiB() == null ? null : machine.memoryMiB() + " MiB");
        rows.put("system", machine.operatingSystem());
        rows.put("JDK", machine.jdk());
        rows.put("clock governor", machine.governor());
        rows.put("temperature before and after, °C", machine.temperatureCelsius());
        rows.put("load average before", machine.loadAverage());
        rows.put("model", results.model() + ", SHA-256 " + results.modelSha256());
        rows.put("commit", machine.commit());
        rows.forEach((name, value) -> {
            if (value != null && !value.equals(List.of())) {
                table.row(List.of(name, value.toString()));
            }
        });
        return table.toString();
    }

    private String paper() {
        Markdown table = new Markdown(List.of(
                "100 warm-up + 1,000 passes, batch 1, one thread",
                "p50 ms",
                "p90 ms",
                "p99 ms",
                "FPS",
                "resident MB",
                "resident MB with -Xmx32m"));
        for (String backend : results.backends()) {
            String id = "paper/" + backend + "/";
            table.row(List.of(
                    "measured: " + backend,
                    cell(id + "p50", 1e-3, "%.2f"),
                    cell(id + "p90", 1e-3, "%.2f"),
                    cell(id + "p99", 1e-3, "%.2f"),
                    cell(id + "fps", 1, "%.0f"),
                    cell(id + "resident", 1.048576, "%.0f"),
                    cell(id + "resident-Xmx32m", 1.048576, "%.0f")));
        }
        PUBLISHED.forEach(table::row);
        return table.toString();
    }

    private String coldStart() {
        Markdown table =
                new Markdown(List.of("process start to first answer", "ms", "minimum to maximum", "resident MB"));
        for (String backend : concat(List.of(Backends.NONE), results.backends())) {
            String id = "coldstart/" + backend;
            String spread = results.find(id)
                    .map(m -> format("%.0f - %.0f", m.low(), m.high()))
                    .orElse(ABSENT);
            table.row(List.of(
                    backend.equals(Backends.NONE) ? "JVM without a classifier" : backend,
                    cell(id, 1, "%.0f"),
                    spread,
                    cell(id + "/resident", 1.048576, "%.0f")));
        }
        return table.toString();
    }

    private String classify() {
        List<String> batches = List.of("1", "8", "32");
        Markdown table = new Markdown(List.of(
                "µs per call (bytes allocated)",
                "batch 1",
                "batch 8",
                "batch 32",
                "images/s of two threads relative to one"));
        for (String backend : results.backends()) {
            List<String> row = new ArrayList<>(List.of(backend));
            for (String batch : batches) {
                String id = "classify/" + backend + "/batch=" + batch + "/threads=1";
                row.add(cell(id, 1, "%.0f") + " (" + cell(id + "/allocated", 1, "%.0f") + ")");
            }
            String single = "classify/" + backend + "/batch=1/threads=";
            row.add(ratio(value(single + 1).map(one -> 2 * one), value(single + 2)));
            table.row(row);
        }
        String id = "preprocess/192x192-bgr8";
        return table + "\nPreprocessing a 192x192 region of a bgr8 frame: " + cell(id, 1, "%.0f") + " µs ("
                + cell(id + "/allocated", 1, "%.0f") + " B).\n";
    }

    private String pipeline() {
        Markdown table =
                new Markdown(List.of("640x480, one face", "detection, ms", "a frame, detection in every fifth, ms"));
        for (String backend : results.backends()) {
            table.row(List.of(
                    backend,
                    cell("detect/640x480/" + backend, 1e-3, "%.1f"),
                    cell("pipeline/640x480/" + backend, 1e-3, "%.1f")));
        }
        return table.toString();
    }

    private String roofs() {
        return new Markdown(List.of("roofline of one core", "measured", "Cortex-A72 at 1.5 GHz (assumed)"))
                .row(List.of(
                        "float32 multiply-adds, GFLOP/s",
                        cell("peak/multiply-adds", 1, "%.1f"),
                        format("%.1f", CortexA72.GFLOPS)))
                .row(List.of("memory, GB/s", cell("peak/memory", 1, "%.1f"), format("%.1f", CortexA72.MEMORY_GBS)))
                .toString();
    }

    private String layers() {
        List<String> header = new ArrayList<>(List.of("layer", "map", "times", "multiply-adds", "KiB", "FLOP/byte"));
        layerBackends().forEach(backend -> header.add(backend + " µs (share of peak)"));
        Markdown table = new Markdown(header);
        for (Layer layer : Layer.values()) {
            List<String> row = new ArrayList<>(List.of(
                    layer.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    layer.size() + "x" + layer.size(),
                    Integer.toString(layer.count()),
                    format("%,d", layer.multiplyAdds()),
                    format("%.0f", layer.bytes() / 1024.0),
                    format("%.1f", (double) layer.flops() / layer.bytes())));
            for (String backend : layerBackends()) {
                row.add(cell(layerId(layer, backend), 1, "%.1f")
                        + shareOfPeak(layer, backend)
                                .map(share -> format(" (%.0f %%)", 100 * share))
                                .orElse(""));
            }
            table.row(row);
        }
        return table.row(sums()).toString();
    }

    private List<String> sums() {
        List<String> row = new ArrayList<>(List.of(
                "**network without head**",
                "",
                Integer.toString(network().mapToInt(Layer::count).sum()),
                format(
                        "%,d",
                        network().mapToLong(l -> l.count() * l.multiplyAdds()).sum()),
                format("%.0f", network().mapToLong(l -> l.count() * l.bytes()).sum() / 1024.0),
                ""));
        for (String backend : layerBackends()) {
            row.add(format(
                    "%.1f",
                    network()
                            .mapToDouble(
                                    l -> l.count() * value(layerId(l, backend)).orElse(Double.NaN))
                            .sum()));
        }
        return row;
    }

    private String separable() {
        List<String> header = new ArrayList<>(List.of("dense convolution", "theory"));
        layerBackends().forEach(backend -> header.add(backend + " measured"));
        Markdown table = new Markdown(header);
        for (Layer dense : Layer.values()) {
            if (dense.kind() == Layer.Kind.DENSE) {
                List<String> row = new ArrayList<>(List.of(
                        format(
                                "%dx%d, %d to %d, map %d",
                                dense.kernel(), dense.kernel(), dense.inputs(), dense.outputs(), dense.outputSize()),
                        format("%.1fx", dense.denseOverSeparable())));
                for (String backend : layerBackends()) {
                    Optional<Double> parts = value(layerId(dense.depthwisePart(), backend))
                            .flatMap(depthwise -> value(layerId(dense.pointwisePart(), backend))
                                    .map(pointwise -> depthwise + pointwise));
                    row.add(ratio(value(layerId(dense, backend)), parts));
                }
                table.row(row);
            }
        }
        return table.toString();
    }

    private String projection() {
        Markdown table = new Markdown(List.of(
                "PROJECTION for one Cortex-A72 core, not measured", "ms", "images/s", "paper's Raspberry Pi 4"));
        for (String backend : layerBackends()) {
            double micros = network()
                    .mapToDouble(layer -> layer.count()
                            * shareOfPeak(layer, backend)
                                    .map(share -> CortexA72.micros(layer, share))
                                    .orElse(Double.NaN))
                    .sum();
            table.row(List.of(backend, format("%.1f", micros / 1e3), format("%.0f", 1e6 / micros), "35.7 ms"));
        }
        return table.toString();
    }

    private static Stream<Layer> network() {
        return Arrays.stream(Layer.values()).filter(layer -> layer.count() > 0);
    }

    private List<String> layerBackends() {
        return results.backends().stream()
                .filter(backend -> results.find(layerId(Layer.STEM_S1, backend)).isPresent())
                .collect(Collectors.toList());
    }

    private Optional<Double> shareOfPeak(Layer layer, String backend) {
        return value("peak/multiply-adds")
                .flatMap(peak -> value(layerId(layer, backend)).map(micros -> layer.flops() / micros / 1e3 / peak));
    }

    private static String layerId(Layer layer, String backend) {
        return "layer/" + layer + "/" + backend;
    }

    private Optional<Double> value(String id) {
        return results.find(id).map(Measured::value);
    }

    private String cell(String id, double factor, String format) {
        return value(id).map(value -> format(format, factor * value)).orElse(ABSENT);
    }

    private static String ratio(Optional<Double> numerator, Optional<Double> denominator) {
        return numerator
                .flatMap(n -> denominator.map(d -> format("%.1fx", n / d)))
                .orElse(ABSENT);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static List<String> concat(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}

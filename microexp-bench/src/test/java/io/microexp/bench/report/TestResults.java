package io.microexp.bench.report;

import io.microexp.bench.benchmark.Backends;
import io.microexp.bench.layer.Layer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Result files made by hand. */
final class TestResults {
    static final Environment MACHINE = new Environment(
            "Test Board 1",
            "Test CPU",
            4,
            1024L,
            "Linux 6 aarch64",
            "Test VM 17",
            "abc",
            "performance",
            List.of(),
            0.1);

    private TestResults() {}

    static Results of(Measured... measured) {
        Map<String, List<String>> flags = new LinkedHashMap<>();
        flags.put(Backends.SCALAR, Backends.jvmFlags(Backends.SCALAR));
        flags.put(Backends.VECTOR, Backends.jvmFlags(Backends.VECTOR));
        return new Results(Results.SCHEMA_VERSION, MACHINE, "fer2013", "00ff", flags, List.of(measured));
    }

    /** A file in which every layer reaches half of a peak of 100 GFLOP/s. */
    static Results withLayers() {
        List<Measured> measured = new ArrayList<>();
        measured.add(Measured.rate("peak/multiply-adds", "GFLOP/s", 100));
        for (Layer layer : Layer.values()) {
            measured.add(Measured.cost("layer/" + layer + "/java-vector", "us", layer.flops() / 50.0 / 1e3));
        }
        return of(measured.toArray(Measured[]::new));
    }
}

package io.microexp.training.fit;

import io.microexp.training.eval.Charts;
import io.microexp.training.io.AtomicFiles;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** A run's log as files for people. */
final class RunLog {
    private static final CSVFormat FORMAT = CSVFormat.DEFAULT
            .builder()
            .setHeader(
                    "epoch",
                    "learningRate",
                    "trainLoss",
                    "trainAccuracy",
                    "validLoss",
                    "validAccuracy",
                    "imagesPerSecond",
                    "seconds")
            .setRecordSeparator('\n')
            .get();

    private RunLog() {}

    static void write(Path folder, List<EpochMetrics> log) throws IOException {
        AtomicFiles.write(folder.resolve("metrics.csv"), file -> {
            try (BufferedWriter out = Files.newBufferedWriter(file);
                    CSVPrinter csv = new CSVPrinter(out, FORMAT)) {
                for (EpochMetrics e : log) {
                    csv.printRecord(
                            e.epoch(),
                            e.learningRate(),
                            e.trainLoss(),
                            e.trainAccuracy(),
                            e.validLoss(),
                            e.validAccuracy(),
                            e.imagesPerSecond(),
                            e.seconds());
                }
            }
        });
        Map<String, List<Double>> accuracy = new LinkedHashMap<>();
        accuracy.put("train", series(log, EpochMetrics::trainAccuracy));
        accuracy.put("validation", series(log, EpochMetrics::validAccuracy));
        Map<String, List<Double>> loss = new LinkedHashMap<>();
        loss.put("train", series(log, EpochMetrics::trainLoss));
        loss.put("validation", series(log, EpochMetrics::validLoss));
        Charts.trainingCurves(accuracy, loss, folder.resolve("curves.svg"));
        Charts.trainingCurves(accuracy, loss, folder.resolve("curves.png"));
    }

    private static List<Double> series(List<EpochMetrics> log, ToDoubleFunction<EpochMetrics> value) {
        return log.stream().mapToDouble(value).boxed().toList();
    }
}

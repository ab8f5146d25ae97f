package io.microexp.training.train.run;

import io.microexp.DataFormatException;
import io.microexp.training.data.CsvRows;
import io.microexp.training.eval.PairedGain;
import io.microexp.training.io.AtomicFiles;
import io.microexp.training.train.EpochMetrics;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** A run's log as the file {@code metrics.csv}, and back. */
public final class RunLog {
    private static final List<String> COLUMNS = List.of(
            "epoch",
            "learningRate",
            "trainLoss",
            "trainAccuracy",
            "validLoss",
            "validAccuracy",
            "imagesPerSecond",
            "seconds");
    private static final List<String> SECOND_HEAD = List.of("validMajority", "validPlurality");
    private static final List<String> OVER_START = List.of("gained", "lost");
    private static final CSVFormat FORMAT =
            CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

    private RunLog() {}

    static void write(Path file, List<EpochMetrics> log) throws IOException {
        boolean twoHeads = !Double.isNaN(log.get(0).validMajority());
        boolean scoredStart = log.get(0).epoch() == 0;
        AtomicFiles.write(file, temporary -> {
            try (BufferedWriter out = Files.newBufferedWriter(temporary);
                    CSVPrinter csv = new CSVPrinter(out, FORMAT)) {
                List<Object> header = new ArrayList<>(COLUMNS);
                header.addAll(twoHeads ? SECOND_HEAD : List.of());
                header.addAll(scoredStart ? OVER_START : List.of());
                csv.printRecord(header);
                for (EpochMetrics e : log) {
                    List<Object> row = new ArrayList<>(List.of(
                            e.epoch(),
                            e.learningRate(),
                            e.trainLoss(),
                            e.trainAccuracy(),
                            e.validLoss(),
                            e.validAccuracy(),
                            e.imagesPerSecond(),
                            e.seconds()));
                    row.addAll(twoHeads ? List.of(e.validMajority(), e.validPlurality()) : List.of());
                    row.addAll(
                            scoredStart
                                    ? List.of(
                                            e.overStart().gained(),
                                            e.overStart().lost())
                                    : List.of());
                    csv.printRecord(row);
                }
            }
        });
    }

    /**
     * Reads the {@code metrics.csv} of a run.
     *
     * @param file the file
     * @return one element an epoch, at least one
     * @throws io.microexp.DataFormatException if the file cannot be read or is not such a log
     */
    public static List<EpochMetrics> read(Path file) {
        List<EpochMetrics> log = new ArrayList<>();
        CsvRows.forEach(file, COLUMNS, row -> log.add(epoch(row)));
        if (log.isEmpty()) {
            throw new DataFormatException(file + ": expected one row an epoch, found a header alone");
        }
        return List.copyOf(log);
    }

    private static EpochMetrics epoch(CsvRows.Row row) {
        return new EpochMetrics(
                row.integer("epoch", 0, Integer.MAX_VALUE),
                (float) row.real("learningRate"),
                row.real("trainLoss"),
                row.real("trainAccuracy"),
                row.real("validLoss"),
                row.real("validAccuracy"),
                row.real("imagesPerSecond"),
                row.real("seconds"),
                secondHead(row, SECOND_HEAD.get(0)),
                secondHead(row, SECOND_HEAD.get(1)),
                new PairedGain(faces(row, OVER_START.get(0)), faces(row, OVER_START.get(1))));
    }

    private static int faces(CsvRows.Row row, String column) {
        return row.values().isMapped(column) ? row.integer(column, 0, Integer.MAX_VALUE) : 0;
    }

    private static double secondHead(CsvRows.Row row, String column) {
        return row.values().isMapped(column) ? row.real(column) : Double.NaN;
    }
}

package io.microexp.examples.bulk;

import io.microexp.FacialEmotionClassifier;
import io.microexp.image.awt.AwtImages;
import io.microexp.pipeline.EmotionPipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Scores the faces of many photos on all cores. */
@Command(
        name = "bulk.jar",
        mixinStandardHelpOptions = true,
        description =
                "Scores the faces of many photos and writes one CSV row per face. A photo without faces and a file"
                        + " that cannot be read have one row each. Run the same command again to resume.")
public final class Bulk implements Callable<Integer> {
    /** Photos under way per thread: enough that none waits for the photo whose rows come next. */
    private static final int AHEAD = 4;
    /** A fixed width: asking the terminal for its own would load a native library. */
    private static final int BAR_COLUMNS = 100;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "INPUT",
            description = "A folder of photos, or a CSV file with a header that names photos relative to itself.")
    private Path input;

    @Parameters(paramLabel = "TABLE", description = "The CSV file to write or to resume.")
    private Path output;

    @Option(
            names = "--column",
            paramLabel = "NAME",
            defaultValue = "file",
            description = "The column of the CSV file that names the photos. Default: ${DEFAULT-VALUE}.")
    private String column;

    @Option(
            names = "--threads",
            paramLabel = "COUNT",
            description = "How many photos to read at once. Default: the number of processors.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (threads < 1) {
            throw new IllegalArgumentException("Expected --threads of at least 1, found " + threads);
        }
        Map<String, Path> photos = PhotoList.of(input, column);
        int all = photos.size();
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open();
                EmotionPipeline pipeline =
                        EmotionPipeline.builder().classifier(classifier).open();
                ScoreTable table = new ScoreTable(output, classifier.labels());
                ProgressBar bar = bar(all)) {
            photos.keySet().removeIf(table::contains);
            bar.stepTo(all - photos.size());
            score(photos, pipeline, workers, table, bar);
        } finally {
            workers.shutdownNow();
        }
        spec.commandLine()
                .getOut()
                .printf("%d photos, %d of them now: see %s%n", all, photos.size(), output)
                .flush();
        return 0;
    }

    /** Scores photos concurrently and writes their rows in the order of the list. */
    private void score(
            Map<String, Path> photos,
            EmotionPipeline pipeline,
            ExecutorService workers,
            ScoreTable table,
            ProgressBar bar)
            throws IOException, InterruptedException {
        Iterator<Map.Entry<String, Path>> waiting = photos.entrySet().iterator();
        Queue<Future<List<FaceRow>>> running = new ArrayDeque<>();
        while (waiting.hasNext() || !running.isEmpty()) {
            while (waiting.hasNext() && running.size() < AHEAD * threads) {
                Map.Entry<String, Path> photo = waiting.next();
                running.add(workers.submit(() -> FaceRow.of(
                        photo.getKey(),
                        () -> pipeline.analyze(AwtImages.toPixelBuffer(AwtImages.read(photo.getValue()))))));
            }
            table.append(rows(running.remove()));
            bar.step();
        }
    }

    private static List<FaceRow> rows(Future<List<FaceRow>> photo) throws InterruptedException {
        try {
            return photo.get();
        } catch (ExecutionException e) {
            // bad files are rows: this is an Error, such as too little memory
            throw new IllegalStateException("Scoring failed: " + e.getCause(), e.getCause());
        }
    }

    private static ProgressBar bar(long max) {
        return new ProgressBarBuilder()
                .setTaskName("photos")
                .setInitialMax(max)
                .showSpeed()
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, BAR_COLUMNS))
                .build();
    }

    static CommandLine commandLine() {
        CommandLine command = new CommandLine(new Bulk());
        command.setExecutionExceptionHandler((failure, line, arguments) -> {
            line.getErr().println("Error: " + failure.getMessage());
            return line.getCommandSpec().exitCodeOnExecutionException();
        });
        return command;
    }

    /**
     * Runs the example and exits with status 0, with 1 after an error, or with 2 after a wrong argument.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        System.exit(commandLine().execute(args));
    }
}

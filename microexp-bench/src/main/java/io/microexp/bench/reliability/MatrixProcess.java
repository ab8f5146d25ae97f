package io.microexp.bench.reliability;

import io.microexp.FacialEmotionClassifier;
import io.microexp.bench.benchmark.Backends;
import io.microexp.bench.benchmark.Faces;
import io.microexp.bench.report.Samples;
import io.microexp.image.GrayImage;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Scores faces on the backend {@code java} and prints description, scores and the calling thread's processor time per
 * face, which other processes and the JVM's compilers disturb little.
 */
final class MatrixProcess {
    static final int FACES = 8;
    private static final int MOST_CALLS = 1_500;
    /** The last calls, which count as warmed up. */
    private static final int LAST = 25;

    private static final long MOST_NANOS = 3_000_000_000L;

    private MatrixProcess() {}

    public static void main(String[] args) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        List<GrayImage> faces = Faces.of(FACES);
        List<Double> millis = new ArrayList<>();
        try (FacialEmotionClassifier classifier = Backends.open("java", Backends.model(), 1)) {
            float[][] scores = new float[FACES][classifier.labels().size()];
            long start = threads.getCurrentThreadCpuTime();
            long before = start;
            while (millis.size() < FACES || (millis.size() < MOST_CALLS && before - start < MOST_NANOS)) {
                classifier.classify(faces.get(millis.size() % FACES), scores[millis.size() % FACES]);
                long after = threads.getCurrentThreadCpuTime();
                millis.add((after - before) / 1e6);
                before = after;
            }
            System.out.println("java " + Runtime.version());
            System.out.println("kernels " + classifier.description());
            System.out.println("scores "
                    + String.join(
                            " ",
                            Arrays.stream(scores)
                                    .map(row -> Arrays.toString(row).replaceAll("[\\[\\],]", ""))
                                    .toList()));
        }
        double[] all = millis.stream().mapToDouble(Double::doubleValue).toArray();
        print("slowest", Samples.percentile(all, 100));
        print("last", Samples.percentile(Arrays.copyOfRange(all, Math.max(0, all.length - LAST), all.length), 50));
    }

    private static void print(String name, double value) {
        System.out.printf(Locale.ROOT, "%s %.3f%n", name, value);
    }
}

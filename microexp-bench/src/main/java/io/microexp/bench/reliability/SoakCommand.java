package io.microexp.bench.reliability;

import io.microexp.EmotionScores;
import io.microexp.FacialEmotionClassifier;
import io.microexp.bench.benchmark.Backends;
import io.microexp.bench.benchmark.Detectors;
import io.microexp.bench.benchmark.Faces;
import io.microexp.bench.benchmark.Frames;
import io.microexp.bench.board.ProtocolProcess;
import io.microexp.bench.report.Samples;
import io.microexp.face.DetectedFace;
import io.microexp.face.FaceDetector;
import io.microexp.image.GrayImage;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code soak}: calls a backend or a detector from several threads for minutes. Each answer must be the first one's, and
 * resident memory is compared between the second and the last third of the time.
 */
@Command(
        name = "soak",
        description = "Calls a backend or a detector for minutes and compares every answer and the memory.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class SoakCommand implements Callable<Integer> {
    /** Batches of one request are split at 32; this is beyond it. */
    private static final int MOST_FACES = 40;

    private static final float TOLERANCE = 1e-5f;
    private static final int CALLS_PER_CLASSIFIER = 2_000;
    private static final int CALLS_PER_DETECTOR = 100;

    @Spec
    private CommandSpec command;

    @ArgGroup(multiplicity = "1")
    private Subject subject;

    private static final class Subject {
        @Option(
                names = "--backend",
                paramLabel = "NAME",
                description = "java, onnx or djl. Vector kernels need a JVM with --add-modules jdk.incubator.vector.")
        private String backend;

        @Option(
                names = "--detector",
                paramLabel = "NAME",
                description = "built-in, yunet, opencv-cascade or opencv-yunet.")
        private String detector;
    }

    @Option(names = "--minutes", defaultValue = "30", paramLabel = "N", description = "The time to run in minutes.")
    private double minutes;

    @Option(names = "--threads", defaultValue = "4", paramLabel = "N", description = "The number of calling threads.")
    private int threads;

    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong opened = new AtomicLong();
    private String description;

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        if (threads < 1 || !(minutes > 0)) {
            throw new IllegalArgumentException(
                    "Expected --threads of at least 1 and positive --minutes, found " + threads + " and " + minutes);
        }
        long duration = (long) (minutes * TimeUnit.MINUTES.toNanos(1));
        Random seeds = new Random(7);
        List<Double> resident = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            if (subject.backend != null) {
                List<GrayImage> faces = Faces.of(MOST_FACES);
                List<EmotionScores> expected = classifierAnswers(faces);
                long end = System.nanoTime() + duration;
                for (int i = 0; i < threads; i++) {
                    Random random = new Random(seeds.nextLong());
                    running.add(pool.submit(() -> classify(faces, expected, random, end)));
                }
            } else {
                GrayImage frame = Frames.oneFace();
                List<DetectedFace> expected = detectorAnswer(frame);
                long end = System.nanoTime() + duration;
                for (int i = 0; i < threads; i++) {
                    running.add(pool.submit(() -> detect(frame, expected, end)));
                }
            }
            pool.shutdown();
            while (!pool.awaitTermination(1, TimeUnit.SECONDS)) {
                resident.add(ProtocolProcess.residentMiB());
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
        PrintWriter out = command.commandLine().getOut();
        int third = resident.size() / 3;
        out.printf(
                Locale.ROOT,
                "%s: %.1f minutes, %d threads, %d calls, opened %d times, every answer equal; resident MiB, median of the"
                        + " second third %.0f, of the last %.0f%n",
                description,
                minutes,
                threads,
                calls.get(),
                opened.get(),
                median(resident.subList(third, 2 * third)),
                median(resident.subList(2 * third, resident.size())));
        out.flush();
        return 0;
    }

    private List<EmotionScores> classifierAnswers(List<GrayImage> faces) {
        try (FacialEmotionClassifier classifier = Backends.open(subject.backend, Backends.model(), threads)) {
            description = classifier.description();
            return faces.stream().map(classifier::classify).toList();
        }
    }

    private List<DetectedFace> detectorAnswer(GrayImage frame) {
        description = "detector " + subject.detector;
        try (FaceDetector detector = Detectors.open(subject.detector)) {
            List<DetectedFace> faces = detector.detect(frame);
            if (faces.size() != 1) {
                throw new IllegalStateException("Expected one face, found " + faces);
            }
            return faces;
        }
    }

    /** Single faces and batches of changing sizes, on classifiers that are opened and closed meanwhile. */
    private Void classify(List<GrayImage> faces, List<EmotionScores> expected, Random random, long end) {
        while (System.nanoTime() < end) {
            try (FacialEmotionClassifier classifier = Backends.open(subject.backend, Backends.model(), threads)) {
                opened.incrementAndGet();
                for (int i = 0; i < CALLS_PER_CLASSIFIER && System.nanoTime() < end; i++) {
                    int from = random.nextInt(MOST_FACES);
                    int to = random.nextInt(10) == 0 ? from + 1 + random.nextInt(MOST_FACES - from) : from + 1;
                    List<EmotionScores> found = to == from + 1
                            ? List.of(classifier.classify(faces.get(from)))
                            : classifier.classifyAll(faces.subList(from, to));
                    for (int face = from; face < to; face++) {
                        requireClose(expected.get(face), found.get(face - from));
                    }
                    calls.incrementAndGet();
                }
            }
        }
        return null;
    }

    private static void requireClose(EmotionScores expected, EmotionScores found) {
        float[] a = expected.toArray();
        float[] b = found.toArray();
        for (int i = 0; i < a.length; i++) {
            if (!(Math.abs(a[i] - b[i]) <= TOLERANCE)) {
                throw new IllegalStateException("Expected " + expected + ", found " + found);
            }
        }
    }

    private Void detect(GrayImage frame, List<DetectedFace> expected, long end) {
        while (System.nanoTime() < end) {
            try (FaceDetector detector = Detectors.open(subject.detector)) {
                opened.incrementAndGet();
                for (int i = 0; i < CALLS_PER_DETECTOR && System.nanoTime() < end; i++) {
                    List<DetectedFace> found = detector.detect(frame);
                    if (!found.equals(expected)) {
                        throw new IllegalStateException("Expected " + expected + ", found " + found);
                    }
                    calls.incrementAndGet();
                }
            }
        }
        return null;
    }

    /** NaN for a soak that is too short. */
    private static double median(List<Double> values) {
        return values.isEmpty()
                ? Double.NaN
                : Samples.median(
                        values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}

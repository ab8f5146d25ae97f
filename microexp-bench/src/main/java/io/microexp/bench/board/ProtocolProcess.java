package io.microexp.bench.board;

import io.microexp.FacialEmotionClassifier;
import io.microexp.bench.benchmark.Backends;
import io.microexp.bench.benchmark.Checks;
import io.microexp.bench.benchmark.Faces;
import io.microexp.bench.report.Environment;
import io.microexp.bench.report.Samples;
import io.microexp.image.GrayImage;
import io.microexp.model.EmotionModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The paper's protocol in a process of its own: 100 warm-up passes, then 1,000 measured passes at batch size 1. */
public final class ProtocolProcess {
    private static final int WARM_UP = 100;
    private static final int PASSES = 1000;
    private static final int FACES = 16;
    private static final Path STATUS = Path.of("/proc/self/status");

    private ProtocolProcess() {}

    public static void main(String[] args) {
        String backend = args[0];
        EmotionModel model = Backends.model();
        List<GrayImage> faces = Faces.of(FACES);
        double[] micros = new double[PASSES];
        float[][] found = new float[FACES][model.metadata().labels().size()];
        try (FacialEmotionClassifier classifier = Backends.open(backend, model, 1)) {
            for (int pass = -WARM_UP; pass < PASSES; pass++) {
                int face = Math.floorMod(pass, FACES);
                long start = System.nanoTime();
                classifier.classify(faces.get(face), found[face]);
                long nanos = System.nanoTime() - start;
                if (pass >= 0) {
                    micros[pass] = nanos / 1e3;
                }
            }
            // measured before the reference is loaded, whose memory would count too
            print("resident", residentMiB());
        }
        print("p50", Samples.percentile(micros, 50));
        print("p90", Samples.percentile(micros, 90));
        print("p99", Samples.percentile(micros, 99));
        float[][] expected = Faces.reference(backend, model, faces);
        for (int face = 0; face < FACES; face++) {
            Checks.same(backend + ", face " + face, expected[face], found[face]);
        }
    }

    private static void print(String name, double value) {
        System.out.printf(Locale.ROOT, "%s %.3f%n", name, value);
    }

    /** Returns the resident memory of this process in MiB as Linux counts it, or 0 on other systems. */
    public static double residentMiB() {
        return Environment.field(STATUS, "VmRSS")
                .map(text -> Double.parseDouble(text.split(" ")[0]) / 1024)
                .orElse(0.0);
    }
}

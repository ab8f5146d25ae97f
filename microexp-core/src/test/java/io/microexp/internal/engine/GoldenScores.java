package io.microexp.internal.engine;

import io.microexp.image.GrayImage;
import io.microexp.model.EmotionModel;
import io.microexp.testing.TestFaces;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes {@code golden-scores.csv}: the probabilities that the definition of each operator, in double precision, gives
 * for seeded faces, some of them dark or flat, and MicroExpNet of seeded weights, so that every backend on every
 * processor can be held to the same numbers. After {@code mvn -pl microexp-core test-compile}, with the test class path
 * in {@code CP}:
 *
 * <pre>{@code java -cp $CP io.microexp.internal.engine.GoldenScores
 *     microexp-core/src/test/resources/io/microexp/internal/engine/golden-scores.csv}</pre>
 */
final class GoldenScores {
    private static final long SEED = 64;
    private static final int FACES = 8;
    private static final int DARK_FACES = 2;

    private GoldenScores() {}

    public static void main(String[] args) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("# one face a line, one class a column; by GoldenScores");
        for (GrayImage face : faces()) {
            double[] scores =
                    NaiveInterpreter.run(model().toBytes(), input(face)).data();
            lines.add(Arrays.stream(scores)
                    .mapToObj(score -> String.format(Locale.ROOT, "%.7f", score))
                    .collect(Collectors.joining(",")));
        }
        Files.write(Path.of(args[0]), lines);
    }

    static EmotionModel model() {
        return EmotionModel.of("golden", MicroExpNetFixture.bytes(SEED));
    }

    static List<GrayImage> faces() {
        List<GrayImage> faces = new ArrayList<>(TestFaces.ofManySizes(FACES, SEED));
        for (GrayImage face : TestFaces.of(DARK_FACES, 64, 56, SEED)) {
            faces.add(TestFaces.exposed(face, 0.06, 0));
            faces.add(TestFaces.exposed(face, 0.25, 120));
        }
        return faces;
    }

    private static NaiveInterpreter.Tensor input(GrayImage face) {
        NaiveInterpreter.Tensor image = NaiveInterpreter.Tensor.zeros(1, 48, 48);
        FloatBuffer pixels = FloatBuffer.allocate(image.data().length);
        model().metadata().preprocessing().apply(face, pixels, 0);
        for (int i = 0; i < image.data().length; i++) {
            image.data()[i] = pixels.get(i);
        }
        return image;
    }
}

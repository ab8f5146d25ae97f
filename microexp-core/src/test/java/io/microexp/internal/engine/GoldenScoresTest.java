package io.microexp.internal.engine;

import static io.microexp.testing.Tolerances.ACROSS_BACKENDS;
import static io.microexp.testing.Tolerances.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.ClassifierOptions;
import io.microexp.image.GrayImage;
import io.microexp.model.EmotionModel;
import io.microexp.spi.BackendProvider;
import io.microexp.spi.InferenceSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every backend gives the same probabilities on every processor. Each backend's tests extend this class. */
public abstract class GoldenScoresTest {
    private static final String GOLDEN = "golden-scores.csv";

    /** The backend under test. */
    protected abstract BackendProvider provider();

    @Test
    void scoresAreThoseOfTheDefinition() throws IOException {
        List<float[]> golden = golden();
        List<GrayImage> faces = GoldenScores.faces();
        assertThat(golden).hasSameSizeAs(faces);
        EmotionModel model = GoldenScores.model();
        try (InferenceSession session =
                        provider().open(model, ClassifierOptions.builder().build());
                InferenceSession.Request request = session.newRequest(1)) {
            for (int i = 0; i < golden.size(); i++) {
                model.metadata().preprocessing().apply(faces.get(i), request.input(), 0);
                request.run();
                float[] scores = new float[golden.get(i).length];
                request.output().get(0, scores);
                assertClose(scores, golden.get(i), ACROSS_BACKENDS);
            }
        }
    }

    @Test
    void theGoldenScoresTellFacesApart() throws IOException {
        assertThat(golden().stream().map(scores -> scores[0]).distinct()).hasSizeGreaterThan(1);
    }

    private static List<float[]> golden() throws IOException {
        try (InputStream in = GoldenScoresTest.class.getResourceAsStream(GOLDEN)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(GoldenScoresTest::scores)
                    .toList();
        }
    }

    private static float[] scores(String line) {
        String[] columns = line.split(",");
        float[] scores = new float[columns.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Float.parseFloat(columns[i]);
        }
        return scores;
    }
}

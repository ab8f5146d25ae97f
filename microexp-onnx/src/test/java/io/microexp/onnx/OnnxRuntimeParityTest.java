package io.microexp.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.ClassifierOptions;
import io.microexp.internal.engine.Engines;
import io.microexp.internal.engine.JavaProvider;
import io.microexp.internal.engine.MicroExpNetFixture;
import io.microexp.model.EmotionModel;
import io.microexp.spi.InferenceSession;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The engine against ONNX Runtime, which shares nothing with it but the model file. */
class OnnxRuntimeParityTest {
    private static final int FACES = 1_000;
    private static final long SEED = 31;

    /** Two float32 runtimes that sum in different orders, on probabilities; the project promises 1e-4. */
    private static final float TOLERANCE = 1e-5f;

    static Stream<Arguments> modelsAndKernels() {
        List<EmotionModel> models = List.of(
                EmotionModel.of("fixture", MicroExpNetFixture.bytes(SEED)),
                EmotionModel.bundled("fer2013"),
                EmotionModel.bundled("ferplus"));
        return models.stream().flatMap(model -> Engines.kernelNames().map(kernels -> Arguments.of(model, kernels)));
    }

    @ParameterizedTest
    @MethodSource("modelsAndKernels")
    void probabilitiesAndTopClassAgree(EmotionModel model, String kernels) {
        ClassifierOptions options = ClassifierOptions.builder().model(model).build();
        Random random = new Random(SEED);
        int compared = 0;
        try (InferenceSession java = JavaProvider.open(model, Engines.kernels(kernels));
                InferenceSession onnx = new OnnxProvider().open(model, options);
                InferenceSession.Request found = java.newRequest(1);
                InferenceSession.Request expected = onnx.newRequest(1)) {
            for (int face = 0; face < FACES; face++) {
                fill(random, found, expected);
                found.run();
                expected.run();
                assertAgree(found, expected, face);
                compared++;
            }
        }
        assertThat(compared).isEqualTo(FACES);
    }

    /** A gray ramp of random slope under noise of random strength: from flat to saturated. */
    private static void fill(Random random, InferenceSession.Request first, InferenceSession.Request second) {
        float slopeX = (float) random.nextGaussian() / 16;
        float slopeY = (float) random.nextGaussian() / 16;
        float noise = random.nextFloat() * 2;
        for (int i = 0; i < 48 * 48; i++) {
            float ramp = slopeX * (i % 48 - 24) + slopeY * (i / 48 - 24);
            float value = ramp + noise * (float) random.nextGaussian();
            first.input().put(i, value);
            second.input().put(i, value);
        }
    }

    private static void assertAgree(InferenceSession.Request found, InferenceSession.Request expected, int face) {
        int topFound = 0;
        int topExpected = 0;
        for (int i = 0; i < found.output().capacity(); i++) {
            float difference =
                    Math.abs(found.output().get(i) - expected.output().get(i));
            assertThat(difference <= TOLERANCE)
                    .as("face %d of seed %d, class %d: difference %s", face, SEED, i, difference)
                    .isTrue();
            topFound = found.output().get(i) > found.output().get(topFound) ? i : topFound;
            topExpected = expected.output().get(i) > expected.output().get(topExpected) ? i : topExpected;
        }
        boolean tie = expected.output().get(topExpected) - expected.output().get(topFound) <= TOLERANCE;
        assertThat(topFound == topExpected || tie)
                .as("face %d: top class %d, expected %d", face, topFound, topExpected)
                .isTrue();
    }
}

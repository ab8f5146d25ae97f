package io.microexp.training.export;

import static io.microexp.testing.Tolerances.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import io.microexp.Emotion;
import io.microexp.model.EmotionModel;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.Strides;
import io.microexp.training.testing.TestNetworks;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ModelAverageTest {
    private static final NetworkSpec SPEC =
            NetworkSpec.microExpNet(Emotion.FER2013).withStrides(Strides.LITERAL);
    /** Sums of two float32 values, halved, and a classifier that was divided by a temperature and multiplied again. */
    private static final float ROUNDING = 1e-5f;

    @Test
    @DisplayName("every weight is the mean of the models' weights, whatever their temperatures")
    void averagesEveryWeight() {
        try (NDManager manager = NDManager.newBaseManager()) {
            List<Parameter> plain = parameters(model(SPEC, 1, 1), manager);
            List<Parameter> other = parameters(model(SPEC, 2, 1), manager);

            EmotionModel average = ModelAverage.of(List.of(model(SPEC, 1, 1.7f), model(SPEC, 2, 0.6f)))
                    .weights(WeightFormat.FLOAT32)
                    .toModel("average");

            List<Parameter> found = parameters(average, manager);
            assertThat(average.metadata().temperature()).isEqualTo(1);
            for (int i = 0; i < found.size(); i++) {
                float[] expected = plain.get(i)
                        .getArray()
                        .add(other.get(i).getArray())
                        .div(2)
                        .toFloatArray();
                assertClose(found.get(i).getArray().toFloatArray(), expected, ROUNDING);
            }
        }
    }

    @Test
    void theMeanOfThreeEqualModelsIsTheModel() {
        EmotionModel model = model(SPEC, 1, 1);
        try (NDManager manager = NDManager.newBaseManager()) {
            EmotionModel average = ModelAverage.of(List.of(model, model, model))
                    .weights(WeightFormat.FLOAT32)
                    .toModel("average");
            List<Parameter> found = parameters(average, manager);
            List<Parameter> expected = parameters(model, manager);
            for (int i = 0; i < found.size(); i++) {
                assertClose(
                        found.get(i).getArray().toFloatArray(),
                        expected.get(i).getArray().toFloatArray(),
                        ROUNDING);
            }
        }
    }

    @Test
    @DisplayName("the provenance names each model and holds its provenance")
    void remembersWhereItComesFrom() {
        EmotionModel first = model(SPEC, 1, 1);
        EmotionModel average =
                ModelAverage.of(List.of(first, model(SPEC, 2, 1))).toModel("average");

        JsonArray of = JsonParser.parseString(average.metadata().provenance())
                .getAsJsonObject()
                .getAsJsonArray("averageOf");

        assertThat(of).hasSize(2);
        assertThat(of.get(0).getAsJsonObject().get("model").getAsString())
                .isEqualTo(first.name() + " sha256 " + first.sha256());
        assertThat(of.get(1)
                        .getAsJsonObject()
                        .getAsJsonObject("provenance")
                        .get("seed")
                        .getAsInt())
                .isEqualTo(2);
    }

    @Test
    void refusesASingleModel() {
        List<EmotionModel> one = List.of(model(SPEC, 1, 1));
        assertThatThrownBy(() -> ModelAverage.of(one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Expected two or more models to average, found 1. Name another one");
    }

    @Test
    void refusesModelsOfOtherClassesOrStrides() {
        EmotionModel first = model(SPEC, 1, 1);
        for (NetworkSpec other : List.of(
                NetworkSpec.microExpNet(Emotion.FERPLUS).withStrides(Strides.LITERAL),
                NetworkSpec.microExpNet(Emotion.FER2013))) {
            List<EmotionModel> models = List.of(first, model(other, 1, 1));
            assertThatThrownBy(() -> ModelAverage.of(models))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll(
                            "expected the network and preprocessing of seed 1, found ",
                            "Average models that were trained from");
        }
    }

    private static EmotionModel model(NetworkSpec spec, long seed, float temperature) {
        return OnnxExporter.builder(spec, manager -> network(spec, seed, manager))
                .weights(WeightFormat.FLOAT32)
                .temperature(temperature)
                .provenance("seed", seed)
                .toModel("seed " + seed);
    }

    private static Block network(NetworkSpec spec, long seed, NDManager manager) {
        return TestNetworks.of(spec, seed, manager);
    }

    private static List<Parameter> parameters(EmotionModel model, NDManager manager) {
        return OnnxImporter.load(model, manager).getParameters().values();
    }
}

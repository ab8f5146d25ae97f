package io.microexp.model;

import static io.microexp.model.ModelMetadata.FORMAT_KEY;
import static io.microexp.model.ModelMetadata.INPUT_KEY;
import static io.microexp.model.ModelMetadata.LABELS_KEY;
import static io.microexp.model.ModelMetadata.METRICS_KEY;
import static io.microexp.model.ModelMetadata.PREPROCESSING_KEY;
import static io.microexp.model.ModelMetadata.PROVENANCE_KEY;
import static io.microexp.model.ModelMetadata.TEMPERATURE_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.microexp.Emotion;
import io.microexp.ModelFormatException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelMetadataTest {
    private static final ModelMetadata METADATA =
            new ModelMetadata(Emotion.FER2013, Preprocessing.FER2013, 1.5f, "{\"accuracy\":0.65}", "{\"seed\":1}");

    @Test
    void writesTheKeysOfTheFormatInAFixedOrder() {
        assertThat(METADATA.toEntries())
                .containsExactly(
                        Map.entry("microexp.format", "1"),
                        Map.entry(
                                "microexp.labels",
                                "[\"anger\", \"disgust\", \"fear\", \"happiness\", \"sadness\", \"surprise\","
                                        + " \"neutral\"]"),
                        Map.entry(
                                "microexp.input",
                                "{\"layout\":\"NCHW\",\"dtype\":\"float32\",\"channels\":1,\"height\":48,\"width\":48}"),
                        Map.entry(
                                "microexp.preprocessing",
                                "{\"color\":\"gray\",\"resize\":\"area-bilinear\",\"mean\":0.5077,\"std\":0.255,"
                                        + "\"stretchBelow\":100,\"restore\":true}"),
                        Map.entry("microexp.temperature", "1.5"),
                        Map.entry("microexp.metrics", "{\"accuracy\":0.65}"),
                        Map.entry("microexp.provenance", "{\"seed\":1}"));
    }

    @Test
    void readsWhatItWrote() {
        assertThat(ModelMetadata.fromEntries(METADATA.toEntries(), "test")).isEqualTo(METADATA);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void keepsEveryBitOfItsNumbers(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            boolean restore = random.nextBoolean();
            Preprocessing preprocessing = new Preprocessing(
                    restore ? 48 : 8 + random.nextInt(1017),
                    restore ? 48 : 8 + random.nextInt(1017),
                    (float) random.nextGaussian() * 1e-3f,
                    Math.nextUp(random.nextFloat() * 1e3f),
                    random.nextInt(256),
                    restore);
            ModelMetadata metadata = new ModelMetadata(
                    List.of(Emotion.NEUTRAL), preprocessing, Math.nextUp(random.nextFloat()), "{}", "{}");
            assertThat(ModelMetadata.fromEntries(metadata.toEntries(), "test"))
                    .as("seed %d, case %d", seed, i)
                    .isEqualTo(metadata);
        }
    }

    @Test
    void aModelWithoutTheKeysCorrectsNothing() {
        ModelMetadata plain =
                new ModelMetadata(METADATA.labels(), Preprocessing.FER2013.uncorrected(), 1.5f, "{}", "{}");
        assertThat(plain.toEntries().get(PREPROCESSING_KEY)).doesNotContain("stretch", "restore");
        assertThat(ModelMetadata.fromEntries(plain.toEntries(), "test")).isEqualTo(plain);
    }

    @Test
    void metricsAndProvenanceMayBeAbsent() {
        Map<String, String> entries = new LinkedHashMap<>(METADATA.toEntries());
        entries.remove(METRICS_KEY);
        entries.remove(PROVENANCE_KEY);
        ModelMetadata read = ModelMetadata.fromEntries(entries, "test");
        assertThat(read.metrics()).isEqualTo("{}");
        assertThat(read.provenance()).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {FORMAT_KEY, LABELS_KEY, INPUT_KEY, PREPROCESSING_KEY, TEMPERATURE_KEY})
    void namesTheKeyThatIsMissing(String key) {
        Map<String, String> entries = new LinkedHashMap<>(METADATA.toEntries());
        entries.remove(key);
        assertThatThrownBy(() -> ModelMetadata.fromEntries(entries, "face.onnx"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith("Model face.onnx: expected metadata " + key + ", found only [microexp.")
                .hasMessageContaining("not exported by microexp");
    }

    static Stream<Arguments> wrongValues() {
        String input = METADATA.toEntries().get(INPUT_KEY);
        String pixels = METADATA.toEntries().get(PREPROCESSING_KEY);
        return Stream.of(
                arguments(
                        FORMAT_KEY, "2", "expected microexp.format 1, found 2. Use the library version that wrote it"),
                arguments(LABELS_KEY, "[]", "Expected distinct labels, found []"),
                arguments(LABELS_KEY, "[\"joy\"]", "found \"joy\""),
                arguments(LABELS_KEY, "[\"anger\",\"anger\"]", "Expected distinct labels, found [ANGER, ANGER]"),
                arguments(LABELS_KEY, "[3]", "expected a JSON string as microexp.labels, found 3.0"),
                arguments(LABELS_KEY, "{}", "expected a JSON array as microexp.labels, found {}"),
                arguments(LABELS_KEY, "null", "expected a JSON array as microexp.labels, found null"),
                arguments(LABELS_KEY, "[", "microexp.labels: JSON: expected more text at character 1, found ["),
                arguments(INPUT_KEY, "7", "expected a JSON object as microexp.input, found 7.0"),
                arguments(INPUT_KEY, input.replace("NCHW", "NHWC"), "expected layout NCHW, found NHWC"),
                arguments(INPUT_KEY, input.replace("float32", "uint8"), "expected dtype float32, found uint8"),
                arguments(INPUT_KEY, input.replace(":1,", ":3,"), "expected channels 1.0, found 3.0"),
                arguments(INPUT_KEY, input.replace("width", "w"), "expected a JSON number as width, found null"),
                arguments(INPUT_KEY, input.replace("48}", "48.5}"), "expected whole pixels as width, found 48.5"),
                arguments(INPUT_KEY, input.replace("48}", "7}"), "input size of 8..1024 pixels a side, found 7x48"),
                arguments(INPUT_KEY, input.replace("48}", "1e99}"), "input size of 8..1024 pixels a side"),
                arguments(PREPROCESSING_KEY, pixels.replace("gray", "rgb"), "expected color gray, found rgb"),
                arguments(PREPROCESSING_KEY, pixels.replace("area-", ""), "expected resize area-bilinear, found"),
                arguments(
                        PREPROCESSING_KEY, pixels.replace("0.255", "0"), "a positive std, found mean 0.5077, std 0.0"),
                arguments(PREPROCESSING_KEY, pixels.replace("0.5077", "1e99"), "Expected a finite mean"),
                arguments(
                        PREPROCESSING_KEY, pixels.replace("0.255", "\"x\""), "expected a JSON number as std, found x"),
                arguments(
                        PREPROCESSING_KEY,
                        pixels.replace(":100", ":0.5"),
                        "expected whole gray levels as stretchBelow, found 0.5"),
                arguments(PREPROCESSING_KEY, pixels.replace(":100", ":256"), "0..255 gray levels, found 256"),
                arguments(TEMPERATURE_KEY, "0", "Expected a positive temperature, found 0.0"),
                arguments(TEMPERATURE_KEY, "true", "expected a JSON number as microexp.temperature, found true"),
                arguments(METRICS_KEY, "[]", "expected a JSON object as microexp.metrics, found []"),
                arguments(PROVENANCE_KEY, "none", "microexp.provenance: JSON: expected a value at character 0"));
    }

    @ParameterizedTest
    @MethodSource("wrongValues")
    void saysWhatIsWrongWithAValue(String key, String value, String message) {
        Map<String, String> entries = new LinkedHashMap<>(METADATA.toEntries());
        entries.put(key, value);
        assertThatThrownBy(() -> ModelMetadata.fromEntries(entries, "face.onnx"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith("Model face.onnx: ")
                .hasMessageContaining(message);
    }
}

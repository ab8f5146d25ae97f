package io.microexp.internal.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModelFuzzerTest {
    static Stream<String> seeds() {
        return FuzzSeeds.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everySeedGivesProbabilities(String seed) {
        assertThat(ModelFuzzer.endsWell(FuzzSeeds.all().get(seed))).isTrue();
    }
}

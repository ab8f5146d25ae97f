package io.microexp.training.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.microexp.training.testing.Forward;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ComparatorsTest {
    private static Stream<Arguments> networks() {
        return Stream.of(
                Arguments.of("MobileNetV2", MobileNetV2.build(7)),
                Arguments.of("EfficientNet-B0", EfficientNetB0.build(7)),
                Arguments.of("ShuffleNetV2", ShuffleNetV2.build(7)));
    }

    /** Their declared shapes, which costs are counted from, are those that the layers make. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void everyLayerMakesTheShapeItDeclares(String name, Block network) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Shape image = new Shape(2, 1, 48, 48);
            network.initialize(manager, DataType.FLOAT32, image);
            var x = manager.ones(image);
            for (Block layer : network.getChildren().values()) {
                Shape declared = layer.getOutputShapes(new Shape[] {x.getShape()})[0];
                x = Forward.of(layer, x);
                assertThat(x.getShape()).as("%s, %s", name, layer).isEqualTo(declared);
            }
            assertThat(x.getShape()).isEqualTo(new Shape(2, 7));
        }
    }
}

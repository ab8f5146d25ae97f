package io.microexp.training.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.microexp.Emotion;
import io.microexp.ModelFormatException;
import io.microexp.model.EmotionModel;
import io.microexp.model.ModelMetadata;
import io.microexp.testing.TestModels;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.Strides;
import io.microexp.training.train.run.TrainingRun;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnnxImporterTest {
    private static final NetworkSpec SPEC =
            NetworkSpec.microExpNet(Emotion.FER2013).withStrides(Strides.LITERAL);

    @Test
    void theNetworkIsFrozen() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = OnnxImporter.load(EmotionModel.of("net.onnx", export(SPEC)), manager);
            assertThat(network.getParameters().values()).isNotEmpty().noneMatch(Parameter::requiresGradient);
        }
    }

    @Test
    void readsTheNetworksShapeFromTheFile() {
        assertThat(NetworkDescription.read(EmotionModel.of("net.onnx", export(SPEC))))
                .isEqualTo(SPEC);
    }

    @Test
    void refusesAModelThatNamesNoNetwork() {
        for (String provenance : List.of(
                "{}",
                "{\"network\":7}",
                "{\"network\":{\"architecture\":\"RESNET\"}}",
                "{\"network\":{\"architecture\":\"ALEXNET\",\"strides\":\"2,2,2,2,2\",\"attention\":true}}")) {
            ModelMetadata metadata = new ModelMetadata(SPEC.labels(), SPEC.preprocessing(), 1f, "{}", provenance);
            assertRefused(
                    TestModels.of(metadata).build(),
                    "Model test: expected \"network\" with architecture, strides and attention",
                    "found " + provenance,
                    "use the backend onnx or java");
        }
    }

    @Test
    void refusesWeightsThatAreNotThoseOfTheNetwork() throws Exception {
        ModelProto.Builder model = ModelProto.parseFrom(export(SPEC)).toBuilder();
        model.getGraphBuilder().removeInitializer(0);
        assertRefused(of(model), "Model net.onnx: expected ", " weight tensors, found ", "export it again");
    }

    @Test
    void refusesAWeightOfAnotherShapeOrType() throws Exception {
        ModelProto.Builder model = ModelProto.parseFrom(export(SPEC)).toBuilder();
        model.getGraphBuilder().getInitializerBuilder(0).clearRawData();
        assertRefused(
                of(model),
                "expected float32 or float16 weights of (16, 1, 3, 3) in layer0_weight, found 0 bytes of type FLOAT");
    }

    @Test
    void refusesAWeightOfIntegers() throws Exception {
        ModelProto.Builder model = ModelProto.parseFrom(export(SPEC)).toBuilder();
        model.getGraphBuilder().getInitializerBuilder(0).setDataType(TensorProto.DataType.INT32_VALUE);
        assertRefused(of(model), "expected float32 or float16 weights", "found 576 bytes of type INT32");
    }

    @Test
    void aDamagedGraphIsRefusedBeforeItIsImported() {
        byte[] file = export(SPEC);
        // the last bytes are metadata; inside the graph the length of a message no longer fits
        int inGraph = new String(file, StandardCharsets.ISO_8859_1).indexOf("layer0_weight");
        file[inGraph - 1] = (byte) 0xFF;
        assertThatThrownBy(() -> EmotionModel.of("net.onnx", file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("Model net.onnx: Not an intact ONNX file");
    }

    private static byte[] export(NetworkSpec spec) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = spec.build();
            TrainingRun.initialize(network, manager, spec.preprocessing(), 1);
            return OnnxExporter.builder(spec, network)
                    .weights(WeightFormat.FLOAT32)
                    .toModel("net.onnx")
                    .toBytes();
        }
    }

    private static EmotionModel of(ModelProto.Builder model) {
        return EmotionModel.of("net.onnx", model.build().toByteArray());
    }

    private static void assertRefused(EmotionModel model, String... parts) {
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThatThrownBy(() -> OnnxImporter.load(model, manager))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContainingAll(parts);
        }
    }
}

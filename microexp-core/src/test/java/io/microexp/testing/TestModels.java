package io.microexp.testing;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.microexp.Emotion;
import io.microexp.model.EmotionModel;
import io.microexp.model.ModelMetadata;
import io.microexp.model.Preprocessing;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Small ONNX models for tests: {@code Conv 3x3/2 -> Relu -> GlobalAveragePool -> Flatten -> Gemm -> Softmax} over a
 * gray image, opset 17, with seeded random weights and microexp metadata. Each {@code with} method changes one thing,
 * to make the models that must be refused.
 */
public final class TestModels {
    private static final int CHANNELS = 8;
    private static final int KERNEL = 3;
    private static final long SEED = 20_261_122L;

    private final ModelMetadata metadata;
    private final long[] inputShape;
    private final long[] outputShape;
    private final float weightScale;

    private TestModels(ModelMetadata metadata, long[] inputShape, long[] outputShape, float weightScale) {
        this.metadata = metadata;
        this.inputShape = inputShape;
        this.outputShape = outputShape;
        this.weightScale = weightScale;
    }

    /** Seven classes over 48x48, as FER2013 has. */
    public static TestModels sevenClasses() {
        return of(new ModelMetadata(Emotion.FER2013, Preprocessing.FER2013, 1f, "{}", "{}"));
    }

    /** A model of any labels and input size. */
    public static TestModels of(ModelMetadata metadata) {
        Preprocessing input = metadata.preprocessing();
        return new TestModels(
                metadata,
                new long[] {-1, 1, input.height(), input.width()},
                new long[] {-1, metadata.labels().size()},
                1f);
    }

    /** Metadata that need not fit the graph. */
    public TestModels withMetadata(ModelMetadata other) {
        return new TestModels(other, inputShape, outputShape, weightScale);
    }

    /** Another input than the metadata says; -1 for a dimension that is open. */
    public TestModels withInputShape(long... shape) {
        return new TestModels(metadata, shape, outputShape, weightScale);
    }

    /** Weights times a factor; NaN gives a model whose every output is NaN. */
    public TestModels withWeightScale(float scale) {
        return new TestModels(metadata, inputShape, outputShape, scale);
    }

    /** The model as microexp reads it. */
    public EmotionModel build() {
        return EmotionModel.of("test", toBytes());
    }

    /** The ONNX file. */
    public byte[] toBytes() {
        return toProto().build().toByteArray();
    }

    /** The ONNX file, still open to changes. */
    public ModelProto.Builder toProto() {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph());
        metadata.toEntries()
                .forEach((key, value) -> model.addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model;
    }

    private GraphProto graph() {
        Random random = new Random(SEED);
        int labels = (int) outputShape[1];
        return GraphProto.newBuilder()
                .setName("test")
                .addInput(value("face", inputShape))
                .addOutput(value("probabilities", outputShape))
                .addInitializer(weights(random, "kernel", CHANNELS, 1, KERNEL, KERNEL))
                .addInitializer(weights(random, "kernelBias", CHANNELS))
                .addInitializer(weights(random, "head", labels, CHANNELS))
                .addInitializer(weights(random, "headBias", labels))
                .addNode(node("Conv", "conv", "face", "kernel", "kernelBias")
                        .addAttribute(ints("strides", 2, 2))
                        .addAttribute(ints("pads", 1, 1, 1, 1)))
                .addNode(node("Relu", "relu", "conv"))
                .addNode(node("GlobalAveragePool", "pool", "relu"))
                .addNode(node("Flatten", "flat", "pool"))
                .addNode(node("Gemm", "logits", "flat", "head", "headBias").addAttribute(integer("transB", 1)))
                .addNode(node("Softmax", "probabilities", "logits").addAttribute(integer("axis", 1)))
                .build();
    }

    private TensorProto weights(Random random, String name, int... shape) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber());
        Arrays.stream(shape).forEach(tensor::addDims);
        int elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        for (int i = 0; i < elements; i++) {
            tensor.addFloatData((float) random.nextGaussian() * weightScale);
        }
        return tensor.build();
    }

    private static NodeProto.Builder node(String operator, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .setName(output)
                .addOutput(output)
                .addAllInput(List.of(inputs));
    }

    private static AttributeProto ints(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        Arrays.stream(values).forEach(attribute::addInts);
        return attribute.build();
    }

    private static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private static ValueInfoProto value(String name, long[] shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        for (long size : shape) {
            TensorShapeProto.Dimension.Builder dimension = dimensions.addDimBuilder();
            if (size < 0) {
                dimension.setDimParam("N");
            } else {
                dimension.setDimValue(size);
            }
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(dimensions)))
                .build();
    }
}

package io.microexp.training.network;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import io.microexp.training.nn.PyTorchEngine;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The networks of the paper's Table 1, built, beside the figures that the paper gives for them. Its "FLOPs" of other
 * networks are the multiply-adds at 224x224 pixels that their authors published.
 */
public enum Table1 {
    /** The paper's figures are those of Simonyan and Zisserman's network, not of the smaller one made for faces. */
    VGG13("VGG13", new Published(133.0, 11.3, 72.4), classes -> Vgg13.forPhotographs(classes, 0.5f)),
    /** The teacher, with the literal stem. */
    RESNET_50("ResNet-50", new Published(25.6, 4.1, 74.8), classes -> ResNet50.build(classes, 2, true, 0f)),
    /** EfficientNet-B0. */
    EFFICIENTNET_B0("EfficientNet-B0", new Published(5.3, 0.39, 72.1), EfficientNetB0::build),
    /** MobileNetV2 of width 1. */
    MOBILENET_V2("MobileNetV2", new Published(3.5, 0.32, 69.8), MobileNetV2::build),
    /** ShuffleNetV2 of width 1. */
    SHUFFLENET_V2("ShuffleNetV2 1.0x", new Published(2.3, 0.15, 67.5), ShuffleNetV2::build),
    /** The student at the default strides. */
    MICROEXPNET(
            "MicroExpNet",
            new Published(1.2, 0.09, 71.2),
            classes -> MicroExpNet.build(classes, Strides.HIGH_RESOLUTION, true, MicroExpNet.DROPOUT)),
    /** The student at the strides of the bundled {@code fer2013}; not in the table. */
    MICROEXPNET_FULL_RESOLUTION(
            "MicroExpNet " + Strides.FULL_RESOLUTION,
            null,
            classes -> MicroExpNet.build(classes, Strides.FULL_RESOLUTION, true, MicroExpNet.DROPOUT)),
    /** The student at the strides that MobileNetV3 has for photographs; not in the table. */
    MICROEXPNET_LITERAL(
            "MicroExpNet " + Strides.LITERAL,
            null,
            classes -> MicroExpNet.build(classes, Strides.LITERAL, true, MicroExpNet.DROPOUT));

    private final String title;
    private final Published published;
    private final IntFunction<Block> factory;

    Table1(String title, Published published, IntFunction<Block> factory) {
        this.title = title;
        this.published = published;
        this.factory = factory;
    }

    /** Returns the network's human-readable name. */
    public String title() {
        return title;
    }

    /** Returns the figures that the paper gives for this network, if any. They are not measured here. */
    public Optional<Published> published() {
        return Optional.ofNullable(published);
    }

    /**
     * Counts the network for images of a size.
     *
     * @param channels 1 for gray, 3 for color
     * @param side height and width in pixels
     * @param classes outputs
     */
    public NetworkCost cost(int channels, int side, int classes) {
        Block network = factory.apply(classes);
        // two-byte zeros: the cost depends on shapes alone, and one network has 133 million parameters
        network.setInitializer(Initializer.ZEROS, Parameter.Type.WEIGHT);
        try (NDManager manager = PyTorchEngine.newManager()) {
            network.initialize(manager, DataType.FLOAT16, new Shape(1, channels, side, side));
            return NetworkCost.of(network);
        }
    }

    /**
     * A row of the paper's Table 1.
     *
     * @param parametersMillions parameters in millions
     * @param gigaflops what the paper calls FLOPs, in billions
     * @param accuracyPercent accuracy on FER2013's test set in percent
     */
    public record Published(double parametersMillions, double gigaflops, double accuracyPercent) {}
}

package io.microexp.training.nn.activation;

import ai.djl.nn.Block;
import java.util.function.Supplier;

/** The activation functions of MobileNetV1 to V3 ("RE", "HS") and EfficientNet, and the gates of squeeze-excite. */
public enum Nonlinearity {
    /** The rectifier. */
    RELU(Relu::new),
    /** Hard swish. */
    HARD_SWISH(HardSwish::new),
    /** The rectifier cut at 6: MobileNetV1 and V2. */
    RELU6(Relu6::new),
    /** Swish: EfficientNet. */
    SWISH(Swish::new),
    /** The hard sigmoid: the gate inside MobileNetV3's blocks. */
    HARD_SIGMOID(HardSigmoid::new),
    /** The logistic function: the gate of the paper's attention. */
    SIGMOID(Sigmoid::new);

    private final Supplier<Block> factory;

    Nonlinearity(Supplier<Block> factory) {
        this.factory = factory;
    }

    /** Returns a new block of this function. */
    public Block block() {
        return factory.get();
    }
}

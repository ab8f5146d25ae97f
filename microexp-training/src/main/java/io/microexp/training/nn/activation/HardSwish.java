package io.microexp.training.nn.activation;

/**
 * {@code x * relu6(x + 3) / 6} of any shape (Howard et al. 2019, "Searching for MobileNetV3", section 5.2).
 */
public final class HardSwish extends TorchOperator {
    /** Creates a block without parameters. */
    public HardSwish() {
        super("torch.hardswish(x)");
    }
}

package io.microexp.training.nn.activation;

/**
 * {@code min(max(x, 0), 6)} of any shape: the activation of MobileNetV1 (Howard et al. 2017).
 */
public final class Relu6 extends TorchOperator {
    /** Creates a block without parameters. */
    public Relu6() {
        super("torch.hardtanh(x, 0., 6.)");
    }
}

package io.microexp.training.nn.activation;

/**
 * {@code x / (1 + exp(-x))} of any shape (Ramachandran et al. 2017): the activation of EfficientNet.
 */
public final class Swish extends TorchOperator {
    /** Creates a block without parameters. */
    public Swish() {
        super("torch.silu(x)");
    }
}

package io.microexp.training.cli.option;

import io.microexp.Emotion;
import io.microexp.training.network.MicroExpNet;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.NetworkSpec.Architecture;
import io.microexp.training.network.Strides;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that choose the network. */
public final class NetworkOptions {
    @Option(
            names = "--architecture",
            paramLabel = "NAME",
            description = "The network: ${COMPLETION-CANDIDATES}. Default: that of the model --init, else MICROEXPNET.")
    private Optional<Architecture> architecture;

    @Option(
            names = "--strides",
            paramLabel = "S,S,S,S,S",
            description =
                    "Strides of the stem and of the four downsampling blocks, 1 or 2 each: 2,1,1,2,2 leaves 6x6 maps, "
                            + "2,1,2,2,2 leaves 3x3, 2,2,2,2,2 leaves 2x2. Default: those of the model --init, else "
                            + "2,1,1,2,2 (MOBILENETV1: 2,2,2,2,2).")
    private Optional<String> strides;

    @Option(
            names = "--enlargement",
            paramLabel = "TIMES",
            description =
                    "How many times the sides of a face are enlarged before a MOBILENETV1, 1 to 8. Default: 2. With 4 "
                            + "the faces come close to the 224 pixels that its published weights were trained on.")
    private Optional<Integer> enlargement;

    @Option(
            names = "--attention",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Whether the network has the squeeze-and-excitation attention of the paper.")
    private boolean attention;

    @Option(
            names = "--dropout",
            defaultValue = "" + MicroExpNet.DROPOUT,
            paramLabel = "SHARE",
            description = "Share of the features that is dropped before the classifier in training, 0 to below 1.")
    private float dropout;

    /** Returns the network, where nothing is chosen that of a model. */
    public NetworkSpec choose(List<Emotion> labels, boolean twoHeads, Optional<NetworkSpec> model) {
        NetworkSpec start = model.orElseGet(() -> NetworkSpec.microExpNet(labels));
        Architecture chosen = architecture.orElse(start.architecture());
        boolean same = chosen == start.architecture();
        if (enlargement.isPresent() && chosen != Architecture.MOBILENETV1) {
            throw new IllegalArgumentException(
                    "Expected --architecture MOBILENETV1 with --enlargement, found " + chosen);
        }
        return new NetworkSpec(
                chosen,
                labels,
                start.preprocessing(),
                strides.map(Strides::parse).orElse(same ? start.strides() : chosen.defaultStrides()),
                attention && (model.isEmpty() || !same || start.attention()),
                dropout,
                enlargement.orElse(same ? start.enlargement() : 0),
                twoHeads);
    }
}

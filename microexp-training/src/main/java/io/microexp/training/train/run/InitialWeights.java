package io.microexp.training.train.run;

import ai.djl.nn.Block;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.io.FileHash;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.pretrained.FaceRes;
import io.microexp.training.pretrained.VggFaceResNet50;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The weights that a new run starts from.
 *
 * @param identity names them by their content, "drawn" for those that the seed draws
 * @param complete whether the classifier is a trained one of the same classes. The run then also scores the start, as
 *     epoch 0, and keeps it if no epoch is clearly better, see {@link io.microexp.training.train.BestBy}
 * @param temperature that calibrates the network as it starts; 1 if none is known
 * @param copier overwrites the parameters of an initialized network
 */
public record InitialWeights(String identity, boolean complete, float temperature, Consumer<Block> copier) {
    /** Weights drawn from the seed, {@link TrainingRun#initialize}. */
    public static final InitialWeights DRAWN = new InitialWeights("drawn", false, 1, network -> {});

    /**
     * Starts from the weights of another run, of the same architecture and any strides. If its classes are others, the
     * classifier is drawn.
     *
     * @param file written by {@link Weights#write}, such as a run's {@code best.weights}
     * @throws IOException if the file cannot be read
     */
    public static InitialWeights of(Path file) throws IOException {
        return of(file, FileHash.sha256(file), network -> Weights.warmStart(file, network));
    }

    /**
     * Starts from weights that others published, see {@link FaceRes} and {@link VggFaceResNet50}.
     *
     * @param file of the weights
     * @param network MOBILENETV1 or RESNET50
     * @param train the split that the network is trained on
     * @throws io.microexp.DataFormatException if the file is damaged or of another network
     * @throws IOException if the file cannot be read
     */
    public static InitialWeights pretrained(Path file, NetworkSpec network, FaceDataset train) throws IOException {
        return switch (network.architecture()) {
            case RESNET50 -> {
                VggFaceResNet50 weights = VggFaceResNet50.read(file);
                yield of(file, FileHash.sha256(file), block -> weights.copyTo(block, network, train));
            }
            case MOBILENETV1 -> {
                FaceRes weights = FaceRes.read(file);
                yield of(file, weights.sha256(), block -> weights.copyTo(block, network, train));
            }
            default ->
                throw new IllegalArgumentException(
                        "Expected MOBILENETV1 or RESNET50 for pretrained weights, found " + network.architecture());
        };
    }

    private static InitialWeights of(Path file, String sha256, Consumer<Block> copier) {
        return new InitialWeights(file.getFileName() + " sha256 " + sha256, false, 1, copier);
    }
}

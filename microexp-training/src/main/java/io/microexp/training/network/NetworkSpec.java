package io.microexp.training.network;

import ai.djl.nn.SequentialBlock;
import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import java.util.List;
import java.util.Objects;

/**
 * Everything that determines a network's shape. It is stored beside the weights.
 *
 * @param architecture which network
 * @param labels the classes in output order
 * @param preprocessing its input
 * @param strides the stride schedule; ignored by RESNET and VGG
 * @param attention whether the network has the attention block; MicroExpNet only
 * @param dropout in the head, 0 to below 1
 * @param enlargement the factor by which a face's sides are enlarged first, MOBILENETV1 only; 0 for the default
 * @param twoHeads whether a second classifier for FER+'s eight classes follows that of the labels. Both share all other
 *     layers; {@code Weights.cut} makes a network with one of them
 */
public record NetworkSpec(
        Architecture architecture,
        List<Emotion> labels,
        Preprocessing preprocessing,
        Strides strides,
        boolean attention,
        float dropout,
        int enlargement,
        boolean twoHeads) {
    /**
     * Copies the labels.
     *
     * @throws IllegalArgumentException if dropout or enlargement is out of range
     */
    public NetworkSpec {
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(preprocessing, "preprocessing");
        Objects.requireNonNull(strides, "strides");
        labels = List.copyOf(labels);
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("Expected dropout in [0, 1), found " + dropout);
        }
        if (enlargement < 0 || enlargement > MobileNetV1.MAX_ENLARGEMENT) {
            throw new IllegalArgumentException("Expected an enlargement of 1 to " + MobileNetV1.MAX_ENLARGEMENT
                    + ", or 0 for the default, found " + enlargement);
        }
        enlargement = enlargement == 0 ? MobileNetV1.ENLARGEMENT : enlargement;
    }

    /** Creates a network with one head. */
    public NetworkSpec(
            Architecture architecture,
            List<Emotion> labels,
            Preprocessing preprocessing,
            Strides strides,
            boolean attention,
            float dropout,
            int enlargement) {
        this(architecture, labels, preprocessing, strides, attention, dropout, enlargement, false);
    }

    /** Creates a network with one head at the default enlargement. */
    public NetworkSpec(
            Architecture architecture,
            List<Emotion> labels,
            Preprocessing preprocessing,
            Strides strides,
            boolean attention,
            float dropout) {
        this(architecture, labels, preprocessing, strides, attention, dropout, 0);
    }

    /** Returns the paper's network for a set of labels, at the default strides. */
    public static NetworkSpec microExpNet(List<Emotion> labels) {
        return new NetworkSpec(
                Architecture.MICROEXPNET,
                labels,
                Preprocessing.FER2013,
                Strides.HIGH_RESOLUTION,
                true,
                MicroExpNet.DROPOUT);
    }

    /** Returns the same network at other strides; weights fit both. */
    public NetworkSpec withStrides(Strides other) {
        return new NetworkSpec(architecture, labels, preprocessing, other, attention, dropout, enlargement, twoHeads);
    }

    /** Returns the same network with one head of these labels, or of the labels and FER+'s classes. */
    public NetworkSpec withHeads(List<Emotion> firstHead, boolean two) {
        return new NetworkSpec(architecture, firstHead, preprocessing, strides, attention, dropout, enlargement, two);
    }

    /** Returns the number of logits of each head, one head or two. */
    public List<Integer> heads() {
        return twoHeads ? List.of(labels.size(), Emotion.FERPLUS.size()) : List.of(labels.size());
    }

    /** Returns the number of logits of all heads. */
    public int outputs() {
        return heads().stream().mapToInt(Integer::intValue).sum();
    }

    /** Returns a new network without parameters: (N, 1, H, W) to logits (N, classes). */
    public SequentialBlock build() {
        return switch (architecture) {
            case MICROEXPNET -> MicroExpNet.build(outputs(), strides, attention, dropout);
            case RESNET -> FaceResNet.build(outputs(), dropout);
            case RESNET50 -> ResNet50.build(outputs(), strides, dropout);
            case VGG -> FaceVgg.build(outputs(), dropout);
            case MOBILENETV1 -> MobileNetV1.build(outputs(), preprocessing, strides, enlargement, dropout);
        };
    }

    /** The networks. */
    public enum Architecture {
        /** The paper's student. */
        MICROEXPNET,
        /** A residual teacher, {@link FaceResNet}. */
        RESNET,
        /** The paper's teacher, {@link ResNet50}. */
        RESNET50,
        /** A plain teacher at full resolution, {@link FaceVgg}. */
        VGG,
        /** A teacher that starts from weights others trained on faces, {@link MobileNetV1}. */
        MOBILENETV1;

        /** Returns the default strides. */
        public Strides defaultStrides() {
            return this == MOBILENETV1 ? Strides.LITERAL : Strides.HIGH_RESOLUTION;
        }
    }
}

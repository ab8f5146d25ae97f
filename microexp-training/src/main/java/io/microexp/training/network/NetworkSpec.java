package io.microexp.training.network;

import ai.djl.nn.SequentialBlock;
import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import java.util.List;
import java.util.Objects;

/**
 * Everything that fixes a network's shape, kept beside its weights.
 *
 * <p>Thread safety: immutable.
 *
 * @param architecture which network
 * @param labels the classes in output order
 * @param preprocessing its input
 * @param strides the stride schedule; not of RESNET and VGG
 * @param attention whether the attention block is there; MicroExpNet only
 * @param dropout in the head, 0 to below 1
 * @param enlargement how many times its sides a face is enlarged at the entrance, MOBILENETV1 only; 0 for its default
 */
public record NetworkSpec(
        Architecture architecture,
        List<Emotion> labels,
        Preprocessing preprocessing,
        Strides strides,
        boolean attention,
        float dropout,
        int enlargement) {
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

    /** A network at the default enlargement. */
    public NetworkSpec(
            Architecture architecture,
            List<Emotion> labels,
            Preprocessing preprocessing,
            Strides strides,
            boolean attention,
            float dropout) {
        this(architecture, labels, preprocessing, strides, attention, dropout, 0);
    }

    /** The paper's network for a set of labels, at the default strides. */
    public static NetworkSpec microExpNet(List<Emotion> labels) {
        return new NetworkSpec(
                Architecture.MICROEXPNET,
                labels,
                Preprocessing.FER2013,
                Strides.HIGH_RESOLUTION,
                true,
                MicroExpNet.DROPOUT);
    }

    /** The same network at other strides; weights fit both. */
    public NetworkSpec withStrides(Strides other) {
        return new NetworkSpec(architecture, labels, preprocessing, other, attention, dropout, enlargement);
    }

    /** A new network without parameters: (N, 1, H, W) to logits (N, classes). */
    public SequentialBlock build() {
        return switch (architecture) {
            case MICROEXPNET -> MicroExpNet.build(labels.size(), strides, attention, dropout);
            case RESNET -> FaceResNet.build(labels.size(), dropout);
            case RESNET50 -> ResNet50.build(labels.size(), strides, dropout);
            case VGG -> FaceVgg.build(labels.size(), dropout);
            case MOBILENETV1 -> MobileNetV1.build(labels.size(), preprocessing, strides, enlargement, dropout);
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

        /** The strides of a network for which none are asked for. */
        public Strides defaultStrides() {
            return this == MOBILENETV1 ? Strides.LITERAL : Strides.HIGH_RESOLUTION;
        }
    }
}

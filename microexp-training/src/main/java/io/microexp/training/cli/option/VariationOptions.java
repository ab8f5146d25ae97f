package io.microexp.training.cli.option;

import io.microexp.training.augment.Augmentation;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that choose how faces are varied, except for mixup. */
public final class VariationOptions {
    /** The named augmentations. */
    enum Variation {
        NONE(Augmentation.NONE),
        PAPER(Augmentation.PAPER),
        STRONG(Augmentation.STRONG),
        MILD(Augmentation.MILD),
        ROBUST(Augmentation.ROBUST);

        private final Augmentation augmentation;

        Variation(Augmentation augmentation) {
            this.augmentation = augmentation;
        }
    }

    @Option(
            names = "--augmentation",
            paramLabel = "NAME",
            description = "How faces are varied in training: ${COMPLETION-CANDIDATES}.")
    private Optional<Variation> augmentation;

    @Option(
            names = "--scale",
            paramLabel = "SHARE",
            description = "Largest change of a face's size: its factor is uniform in 1 ± this.")
    private Optional<Double> scale;

    @Option(
            names = "--shift",
            paramLabel = "SHARE",
            description = "Largest shift of a face along each axis, as a share of its side.")
    private Optional<Double> shift;

    @Option(
            names = "--erasing",
            paramLabel = "PROBABILITY",
            description = "Probability that a rectangle of a face is erased.")
    private Optional<Double> erasing;

    /** Returns the options' choices, the others as in {@code preset}. */
    public Augmentation.Builder change(Augmentation preset) {
        Augmentation.Builder varied = augmentation.map(variation -> variation.augmentation).orElse(preset).toBuilder();
        scale.ifPresent(varied::scale);
        shift.ifPresent(varied::shift);
        erasing.ifPresent(varied::erasing);
        return varied;
    }

    /** Returns the name of an augmentation, null if it has none. */
    static Variation nameOf(Augmentation augmentation) {
        return Arrays.stream(Variation.values())
                .filter(variation -> variation.augmentation.equals(augmentation))
                .findFirst()
                .orElse(null);
    }
}

package io.microexp.training.cli;

import io.microexp.training.augment.Augmentation;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say how faces are varied, mixup apart. Thread safety: none. */
final class VariationOptions {
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

    @Option(names = "--augmentation", description = "${COMPLETION-CANDIDATES}.")
    private Optional<Variation> augmentation;

    @Option(names = "--scale", description = "Size of faces, uniform in 1 ± this.")
    private Optional<Double> scale;

    @Option(names = "--shift", description = "Position of faces, uniform in ± this share of a side.")
    private Optional<Double> shift;

    @Option(names = "--erasing", description = "Probability of erasing a rectangle.")
    private Optional<Double> erasing;

    /** The options' choices, the others as in {@code preset}. */
    Augmentation.Builder change(Augmentation preset) {
        Augmentation.Builder varied = augmentation.map(variation -> variation.augmentation).orElse(preset).toBuilder();
        scale.ifPresent(varied::scale);
        shift.ifPresent(varied::shift);
        erasing.ifPresent(varied::erasing);
        return varied;
    }
}

package io.microexp.training.ablation;

import io.microexp.training.fit.TrainingConfig;
import io.microexp.training.model.NetworkSpec;
import java.util.Locale;
import java.util.OptionalDouble;

/** The rows of the paper's Table 2: each adds one thing to the row before. Thread safety: immutable. */
public enum Step {
    /** MobileNetV3-Small's features and the head. */
    BASELINE("baseline", 67.0),
    /** The squeeze-and-excitation attention. */
    ATTENTION("+ SE", 68.4),
    /** The teacher's soft targets, equation (1). */
    DISTILLATION("+ distillation", Double.NaN),
    /** Mixup, which the paper adds together with distillation: its third row is this one. */
    MIXUP("+ mixup", 71.2);

    private final String title;
    private final double paperPercent;

    Step(String title, double paperPercent) {
        this.title = title;
        this.paperPercent = paperPercent;
    }

    /** The row's name in the table. */
    public String title() {
        return title;
    }

    /** The accuracy that the paper's Table 2 has of the row, in percent; empty if it has none. */
    OptionalDouble paperPercent() {
        return Double.isNaN(paperPercent) ? OptionalDouble.empty() : OptionalDouble.of(paperPercent);
    }

    /** The row's name in the names of folders. */
    String folderName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Of the whole recipe's network, what the row has. */
    NetworkSpec of(NetworkSpec whole) {
        return new NetworkSpec(
                whole.architecture(),
                whole.labels(),
                whole.preprocessing(),
                whole.strides(),
                compareTo(ATTENTION) >= 0,
                whole.dropout());
    }

    /** Of the whole recipe's choices, those that the row makes. */
    TrainingConfig of(TrainingConfig whole) {
        double mixup = compareTo(MIXUP) >= 0 ? whole.augmentation().mixupAlpha() : 0;
        return whole.toBuilder()
                .alpha(compareTo(DISTILLATION) >= 0 ? whole.alpha() : 0f)
                .augmentation(whole.augmentation().toBuilder().mixupAlpha(mixup).build())
                .build();
    }
}

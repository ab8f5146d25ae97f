package io.microexp.training.ablation;

import io.microexp.training.network.NetworkSpec;
import io.microexp.training.train.TrainingConfig;
import java.util.Locale;

/** The rows of the paper's Table 2: each adds one thing to the row before. */
public enum Step {
    /** MobileNetV3-Small's features and the head. */
    BASELINE("baseline", "67.0 %"),
    /** The squeeze-and-excitation attention. */
    ATTENTION("+ SE", "68.4 %"),
    /** The teacher's soft targets, equation (1). */
    DISTILLATION("+ distillation", ""),
    /** Mixup, which the paper adds together with distillation: its third row is this one. */
    MIXUP("+ mixup", "71.2 %");

    private final String title;
    private final String paper;

    Step(String title, String paper) {
        this.title = title;
        this.paper = paper;
    }

    /** Returns the row's name in the table. */
    public String title() {
        return title;
    }

    /** Returns the accuracy that the paper's Table 2 gives for the row; empty if it gives none. */
    String paper() {
        return paper;
    }

    /** Returns the row's name in the names of folders. */
    String folderName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the row's network: that of the whole recipe, with or without attention. */
    NetworkSpec of(NetworkSpec whole) {
        return new NetworkSpec(
                whole.architecture(),
                whole.labels(),
                whole.preprocessing(),
                whole.strides(),
                compareTo(ATTENTION) >= 0,
                whole.dropout());
    }

    /** Returns the row's choices: those of the whole recipe, with or without distillation and mixup. */
    TrainingConfig of(TrainingConfig whole) {
        double mixup = compareTo(MIXUP) >= 0 ? whole.sampling().augmentation().mixupAlpha() : 0;
        return whole.toBuilder()
                .alpha(compareTo(DISTILLATION) >= 0 ? whole.objective().alpha() : 0f)
                .augmentation(whole.sampling().augmentation().toBuilder()
                        .mixupAlpha(mixup)
                        .build())
                .build();
    }
}

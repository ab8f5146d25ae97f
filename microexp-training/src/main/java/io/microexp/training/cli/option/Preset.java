package io.microexp.training.cli.option;

import io.microexp.training.train.TrainingConfig;

/** The named sets of choices. */
public enum Preset {
    PAPER(TrainingConfig.PAPER),
    STRONG(TrainingConfig.STRONG),
    FINE_TUNE(TrainingConfig.FINE_TUNE);

    public final TrainingConfig config;

    Preset(TrainingConfig config) {
        this.config = config;
    }
}

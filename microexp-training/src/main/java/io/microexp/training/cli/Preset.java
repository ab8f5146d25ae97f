package io.microexp.training.cli;

import io.microexp.training.train.TrainingConfig;

/** The named sets of choices. */
enum Preset {
    PAPER(TrainingConfig.PAPER),
    STRONG(TrainingConfig.STRONG),
    FINE_TUNE(TrainingConfig.FINE_TUNE);

    final TrainingConfig config;

    Preset(TrainingConfig config) {
        this.config = config;
    }
}

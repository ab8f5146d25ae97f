package io.microexp.training.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.microexp.training.augment.Augmentation;
import io.microexp.training.train.optim.OptimizerKind;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class TrainingConfigTest {
    /** Rates are float32. */
    private static final float ROUNDING = 1e-9f;

    @Test
    void thePaperIsAdamUnderACosineOverEightyEpochs() {
        TrainingConfig paper = TrainingConfig.PAPER;
        assertThat(paper.schedule().epochs()).isEqualTo(80);
        assertThat(paper.sampling().batchSize()).isEqualTo(64);
        assertThat(paper.schedule().patience()).isEqualTo(15);
        assertThat(paper.optimizer().kind()).isEqualTo(OptimizerKind.ADAMW);
        assertThat(paper.optimizer().weightDecay()).isZero();
        assertThat(paper.sampling().augmentation()).isEqualTo(Augmentation.PAPER);
        assertThat(paper.schedule().learningRateAt(0)).isEqualTo(1e-3f);
        assertThat(paper.schedule().learningRateAt(40)).isCloseTo((1e-3f + 1e-5f) / 2, offset(ROUNDING));
        assertThat(paper.schedule().learningRateAt(20))
                .isCloseTo((float) (1e-5 + 0.99e-3 * (1 + Math.sqrt(0.5)) / 2), offset(ROUNDING));
        assertThat(paper.schedule().learningRateAt(80)).isCloseTo(1e-5f, offset(ROUNDING));
    }

    @Test
    void warmUpRisesInALineToThePeak() {
        TrainingConfig config = TrainingConfig.PAPER.toBuilder()
                .epochs(10)
                .warmupEpochs(2f)
                .finalLearningRate(0f)
                .build();
        assertThat(config.schedule().learningRateAt(0)).isZero();
        assertThat(config.schedule().learningRateAt(0.5)).isCloseTo(0.25e-3f, offset(ROUNDING));
        assertThat(config.schedule().learningRateAt(2)).isCloseTo(1e-3f, offset(ROUNDING));
        assertThat(config.schedule().learningRateAt(6)).isCloseTo(0.5e-3f, offset(ROUNDING));
        assertThat(config.schedule().learningRateAt(10)).isCloseTo(0f, offset(ROUNDING));
    }

    @Test
    void aBuilderChangesNothingOfItself() {
        assertThat(TrainingConfig.PAPER.toBuilder().build()).isEqualTo(TrainingConfig.PAPER);
        assertThat(TrainingConfig.STRONG.toBuilder().build()).isEqualTo(TrainingConfig.STRONG);
    }

    @Test
    void refusesValuesOutOfRange() {
        Map<String, UnaryOperator<TrainingConfig.Builder>> wrong = Map.ofEntries(
                Map.entry("epochs >= 1, found 0", b -> b.epochs(0)),
                Map.entry("a batch size >= 2, found 1", b -> b.batchSize(1)),
                Map.entry("a positive learning rate, found 0.0", b -> b.learningRate(0f)),
                Map.entry("a positive learning rate, found NaN", b -> b.learningRate(Float.NaN)),
                Map.entry("a final learning rate between 0 and the peak, found 1.0", b -> b.finalLearningRate(1f)),
                Map.entry("warm-up shorter than the run, found 80.0", b -> b.warmupEpochs(80f)),
                Map.entry("weight decay >= 0, found -1.0", b -> b.weightDecay(-1f)),
                Map.entry("label smoothing in [0, 1), found 1.0", b -> b.labelSmoothing(1f)),
                Map.entry("an EMA decay in [0, 1), found 1.0", b -> b.emaDecay(1f)),
                Map.entry("a gradient norm limit >= 0, found NaN", b -> b.maxGradientNorm(Float.NaN)),
                Map.entry("patience >= 1, found 0", b -> b.patience(0)),
                Map.entry("alpha in [0, 1], found 2.0", b -> b.alpha(2f)),
                Map.entry("a positive temperature, found 0.0", b -> b.temperature(0f)),
                Map.entry("a focal gamma >= 0, found -1.0", b -> b.focalGamma(-1f)),
                Map.entry("a focal gamma >= 0, found Infinity", b -> b.focalGamma(Float.POSITIVE_INFINITY)),
                Map.entry("a class balance in [0, 1], found 1.5", b -> b.classBalance(1.5f)),
                Map.entry("a class balance in [0, 1], found NaN", b -> b.classBalance(Float.NaN)));
        wrong.forEach((message, change) -> assertThatThrownBy(
                        () -> change.apply(TrainingConfig.PAPER.toBuilder()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Training: expected " + message));
    }
}

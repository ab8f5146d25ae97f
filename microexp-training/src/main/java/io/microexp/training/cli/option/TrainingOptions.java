package io.microexp.training.cli.option;

import io.microexp.training.augment.Augmentation;
import io.microexp.training.train.BestBy;
import io.microexp.training.train.TrainingConfig;
import io.microexp.training.train.optim.OptimizerKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** The options that choose how a network is trained. */
public final class TrainingOptions {
    public static final String PRESET = "--preset";

    @Option(
            names = PRESET,
            defaultValue = "PAPER",
            paramLabel = "NAME",
            description =
                    "The choices to start from: ${COMPLETION-CANDIDATES}. Use PAPER for the paper's training, STRONG "
                            + "for long runs from drawn weights, and FINE_TUNE to adapt a trained model to your "
                            + "faces. With --help the defaults of the preset are shown.")
    private Preset preset;

    @Mixin
    private VariationOptions variation;

    @Option(names = "--epochs", paramLabel = "COUNT", description = "Passes over the training split.")
    private Optional<Integer> epochs;

    @Option(names = "--batch", paramLabel = "FACES", description = "Faces per training step, at least 2.")
    private Optional<Integer> batch;

    @Option(names = "--optimizer", paramLabel = "NAME", description = "The optimizer: ${COMPLETION-CANDIDATES}.")
    private Optional<OptimizerKind> optimizer;

    @Option(
            names = "--learning-rate",
            paramLabel = "RATE",
            description = "Peak of the learning rate. It rises to it over --warmup and falls along a cosine.")
    private Optional<Float> learningRate;

    @Option(
            names = "--final-learning-rate",
            paramLabel = "RATE",
            description = "Learning rate at the end of the cosine.")
    private Optional<Float> finalLearningRate;

    @Option(
            names = "--warmup",
            paramLabel = "EPOCHS",
            description = "Epochs over which the learning rate rises from 0 to its peak; may be a fraction.")
    private Optional<Float> warmup;

    @Option(
            names = "--weight-decay",
            paramLabel = "DECAY",
            description = "Decay of the weights per step and learning rate; biases and batch-norm do not decay.")
    private Optional<Float> weightDecay;

    @Option(
            names = "--label-smoothing",
            paramLabel = "SHARE",
            description = "Share of each target that is spread evenly over the classes, 0 to below 1.")
    private Optional<Float> labelSmoothing;

    @Option(
            names = "--ema",
            paramLabel = "DECAY",
            description = "Decay per step of the averaged weights that are evaluated and exported, below 1; 0 for the "
                    + "weights themselves.")
    private Optional<Float> ema;

    @Option(
            names = "--max-gradient-norm",
            paramLabel = "NORM",
            description = "L2 norm to which larger gradients are scaled down; 0 for no limit.")
    private Optional<Float> maxGradientNorm;

    @Option(
            names = "--best-by",
            paramLabel = "WHAT",
            description =
                    "Which epoch is kept: ${COMPLETION-CANDIDATES}. ACCURACY and LOSS are measured on the validation "
                            + "split. With either, a start that has the same classes is kept unless an epoch is right on "
                            + "more of its faces by more than one standard error. Use LOSS for a teacher, whose "
                            + "probabilities matter more than its first class, and LAST for a run of fixed length.")
    private Optional<BestBy> bestBy;

    @Option(
            names = "--patience",
            paramLabel = "EPOCHS",
            description = "Epochs without a better one after which the run stops early.")
    private Optional<Integer> patience;

    @Option(
            names = "--alpha",
            paramLabel = "WEIGHT",
            description = "Weight of the distillation term of equation (1), 0 to 1. The paper takes 0.7.")
    private Optional<Float> alpha;

    @Option(names = "--temperature", paramLabel = "T", description = "Temperature of the distillation term, above 0.")
    private Optional<Float> temperature;

    @Option(
            names = "--focal",
            paramLabel = "GAMMA",
            description = "Gamma of the focal loss on the labels, often 2; 0 for cross-entropy.")
    private Optional<Float> focal;

    @Option(
            names = "--class-balance",
            paramLabel = "POWER",
            description =
                    "How much more often rare classes are drawn: 0 for every face once per epoch, 1 for all classes "
                            + "equally often.")
    private Optional<Float> classBalance;

    @Option(names = "--mixup", paramLabel = "ALPHA", description = "Alpha of mixup, up to 2; 0 for no mixup.")
    private Optional<Double> mixup;

    @Option(
            names = "--milder-part",
            paramLabel = "SHARE",
            description = "Last share of the epochs, such as 0.1, in which faces are varied half as much.")
    private Optional<Float> milderPart;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            description = "Seed of initial weights, order, augmentation and dropout.")
    private Optional<Long> seed;

    public TrainingConfig config() {
        TrainingConfig.Builder config = preset.config.toBuilder();
        set(epochs, config, TrainingConfig.Builder::epochs);
        set(batch, config, TrainingConfig.Builder::batchSize);
        set(optimizer, config, TrainingConfig.Builder::optimizer);
        set(learningRate, config, TrainingConfig.Builder::learningRate);
        set(finalLearningRate, config, TrainingConfig.Builder::finalLearningRate);
        set(warmup, config, TrainingConfig.Builder::warmupEpochs);
        set(weightDecay, config, TrainingConfig.Builder::weightDecay);
        set(labelSmoothing, config, TrainingConfig.Builder::labelSmoothing);
        set(ema, config, TrainingConfig.Builder::emaDecay);
        set(maxGradientNorm, config, TrainingConfig.Builder::maxGradientNorm);
        set(bestBy, config, TrainingConfig.Builder::bestBy);
        set(patience, config, TrainingConfig.Builder::patience);
        set(alpha, config, TrainingConfig.Builder::alpha);
        set(temperature, config, TrainingConfig.Builder::temperature);
        set(focal, config, TrainingConfig.Builder::focalGamma);
        set(classBalance, config, TrainingConfig.Builder::classBalance);
        set(milderPart, config, TrainingConfig.Builder::milderPart);
        set(seed, config, TrainingConfig.Builder::seed);
        Augmentation.Builder varied = variation.change(preset.config.sampling().augmentation());
        set(mixup, varied, Augmentation.Builder::mixupAlpha);
        return config.augmentation(varied.build()).build();
    }

    private static <T, B> void set(Optional<T> value, B builder, BiConsumer<B, T> setter) {
        value.ifPresent(v -> setter.accept(builder, v));
    }

    /** Returns the defaults of a preset, by option, for the help. */
    public static IDefaultValueProvider defaults(Preset preset) {
        TrainingConfig config = preset.config;
        Augmentation augmentation = config.sampling().augmentation();
        Map<String, Object> values = new HashMap<>();
        values.put(PRESET, preset);
        values.put("--epochs", config.schedule().epochs());
        values.put("--batch", config.sampling().batchSize());
        values.put("--optimizer", config.optimizer().kind());
        values.put("--learning-rate", config.schedule().learningRate());
        values.put("--final-learning-rate", config.schedule().finalLearningRate());
        values.put("--warmup", config.schedule().warmupEpochs());
        values.put("--weight-decay", config.optimizer().weightDecay());
        values.put("--label-smoothing", config.objective().labelSmoothing());
        values.put("--ema", config.optimizer().emaDecay());
        values.put("--max-gradient-norm", config.optimizer().maxGradientNorm());
        values.put("--best-by", config.schedule().bestBy());
        values.put("--patience", config.schedule().patience());
        values.put("--alpha", config.objective().alpha());
        values.put("--temperature", config.objective().temperature());
        values.put("--focal", config.objective().focalGamma());
        values.put("--class-balance", config.sampling().classBalance());
        values.put("--mixup", augmentation.mixupAlpha());
        values.put("--milder-part", config.sampling().milderPart());
        values.put("--seed", config.seed());
        values.put("--augmentation", VariationOptions.nameOf(augmentation));
        values.put("--scale", augmentation.scale());
        values.put("--shift", augmentation.shift());
        values.put("--erasing", augmentation.erasing());
        return argument -> value(argument, values);
    }

    private static String value(ArgSpec argument, Map<String, Object> values) {
        Object value = argument instanceof OptionSpec option ? values.get(option.longestName()) : null;
        return value == null ? null : value.toString();
    }
}

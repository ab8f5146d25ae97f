package io.microexp.training.cli;

import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import io.microexp.training.augment.Augmentation;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.Fer2013;
import io.microexp.training.fit.EpochMetrics;
import io.microexp.training.fit.OptimizerKind;
import io.microexp.training.fit.RunFolder;
import io.microexp.training.fit.TrainingConfig;
import io.microexp.training.fit.TrainingListener;
import io.microexp.training.fit.TrainingRun;
import io.microexp.training.model.MicroExpNet;
import io.microexp.training.model.NetworkSpec;
import io.microexp.training.model.Strides;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "train", mixinStandardHelpOptions = true)
public final class TrainCommand implements Callable<Integer> {
    @Option(names = "--data", required = true)
    Path data;

    @Option(names = "--out", required = true)
    Path out;

    @Option(names = "--arch")
    NetworkSpec.Architecture arch = NetworkSpec.Architecture.MICROEXPNET;

    @Option(names = "--strides")
    String strides = "2,1,1,2,2";

    @Option(names = "--dropout")
    float dropout = MicroExpNet.DROPOUT;

    @Option(names = "--init")
    Path init;

    @Option(names = "--epochs")
    int epochs = 20;

    @Option(names = "--batch")
    int batch = 128;

    @Option(names = "--lr")
    float lr = 3e-3f;

    @Option(names = "--wd")
    float wd = 0.02f;

    @Option(names = "--ema")
    float ema = 0.998f;

    @Option(names = "--smooth")
    float smooth = 0.1f;

    @Option(names = "--mixup")
    double mixup = 0;

    @Option(names = "--scale")
    double scale = 0.12;

    @Option(names = "--shift")
    double shift = 0.1;

    @Option(names = "--erase")
    double erase = 0.2;

    @Option(names = "--seed")
    long seed = 1;

    @Option(names = "--limit")
    int limit = Integer.MAX_VALUE;

    @Override
    public Integer call() throws Exception {
        FaceDataset train = Fer2013.read(data, Fer2013.TRAINING);
        FaceDataset valid = Fer2013.read(data, Fer2013.PUBLIC_TEST);
        Augmentation aug = Augmentation.STRONG.toBuilder()
                .mixupAlpha(mixup)
                .scale(scale)
                .shift(shift)
                .erasing(erase)
                .build();
        TrainingConfig config = TrainingConfig.STRONG.toBuilder()
                .epochs(epochs)
                .batchSize(batch)
                .optimizer(OptimizerKind.ADAMW)
                .learningRate(lr)
                .weightDecay(wd)
                .emaDecay(ema)
                .labelSmoothing(smooth)
                .augmentation(aug)
                .patience(1000)
                .seed(seed)
                .build();
        NetworkSpec spec =
                new NetworkSpec(arch, Emotion.FER2013, Preprocessing.FER2013, Strides.parse(strides), true, dropout);
        java.nio.file.Files.createDirectories(out);
        new RunFolder(spec, config, new RunFolder.Provenance("", "unknown", "")).write(out);
        long t0 = System.nanoTime();
        new TrainingRun(spec, config, train, valid, Optional.empty(), new TrainingListener() {
                    int n;

                    @Override
                    public void stepDone(double loss, double accuracy, int images) {
                        if (++n % 50 == 0)
                            System.out.printf(
                                    Locale.ROOT,
                                    "  %d loss %.4f acc %.4f %.0f s%n",
                                    images,
                                    loss,
                                    accuracy,
                                    (System.nanoTime() - t0) / 1e9);
                    }

                    @Override
                    public void epochDone(EpochMetrics m, boolean best) {
                        System.out.println(m + (best ? " *" : ""));
                    }
                })
                .train(out, Optional.ofNullable(init));
        return 0;
    }

    public static void main(String[] args) {
        System.exit(new picocli.CommandLine(new TrainCommand()).execute(args));
    }
}

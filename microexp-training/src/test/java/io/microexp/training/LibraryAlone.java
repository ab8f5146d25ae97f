package io.microexp.training;

import io.microexp.ClassifierOptions;
import io.microexp.Emotion;
import io.microexp.FacialEmotionClassifier;
import io.microexp.model.EmotionModel;
import io.microexp.training.augment.Augmentation;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.synthetic.SyntheticFaces;
import io.microexp.training.eval.EvaluationReport;
import io.microexp.training.eval.Evaluator;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.Strides;
import io.microexp.training.onnx.OnnxGraphStats;
import io.microexp.training.quantize.Quantizer;
import io.microexp.training.train.TrainingConfig;
import io.microexp.training.train.TrainingListener;
import io.microexp.training.train.run.TrainingRun;
import java.nio.file.Path;
import java.util.Optional;

/** Trains, quantizes and evaluates in a process of its own, without the optional dependencies. */
final class LibraryAlone {
    private LibraryAlone() {}

    public static void main(String[] args) throws Exception {
        FaceDataset faces = SyntheticFaces.generate("Training", Emotion.FER2013, 14, 48, 1);
        TrainingConfig config = TrainingConfig.PAPER.toBuilder()
                .epochs(1)
                .batchSize(7)
                .augmentation(Augmentation.NONE)
                .build();
        NetworkSpec network = NetworkSpec.microExpNet(Emotion.FER2013).withStrides(Strides.LITERAL);
        new TrainingRun(network, config, faces, faces, Optional.empty(), TrainingListener.SILENT)
                .train(Path.of(args[0]));
        EmotionModel quantized = EmotionModel.of(
                "int8.onnx", Quantizer.quantize(EmotionModel.bundled(), faces, "LibraryAlone", done -> {}));
        OnnxGraphStats stats = OnnxGraphStats.of(quantized);
        ClassifierOptions options = ClassifierOptions.builder().backend("java").build();
        try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(options)) {
            String json = new EvaluationReport(
                            quantized.name(),
                            "java",
                            faces.name(),
                            stats.parameters(),
                            stats.multiplyAdds(),
                            Evaluator.predict(classifier, faces).evaluate(),
                            Optional.empty(),
                            Optional.empty())
                    .toJson();
            System.out.println(EvaluationReport.fromJson(json).evaluation().count() + " faces");
        }
    }
}

package io.microexp.examples.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.model.EmotionModel;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.train.TrainingConfig;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FineTuneTest {
    private static final int FACES = 70;

    @Test
    void modelScoresAlikeOnEveryBackend(@TempDir Path folder) throws Exception {
        FaceDataset train = FineTune.draw("train", FACES, 1);
        FaceDataset valid = FineTune.draw("valid", FACES, 2);
        TrainingConfig config = TrainingConfig.FINE_TUNE.toBuilder().epochs(1).build();

        EmotionModel model = FineTune.train(config, train, valid, folder.resolve("run"));

        assertThat(Stream.of("java", "onnx", "djl")
                        .map(backend -> FineTune.score(model, backend, valid).substring(backend.length()))
                        .distinct())
                .hasSize(1);
    }
}

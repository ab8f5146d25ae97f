package io.microexp.training.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.DataFormatException;
import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.SyntheticFaces;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.NetworkSpec.Architecture;
import io.microexp.training.network.Strides;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs begun by the code of commit 0531eea go on. The resources are the run.json and the first text in the checkpoint.bin
 * that {@code microexp-train train --synthetic 70 --seed 7 --strides 2,2,2,2,2 --batch 35 --preset STRONG --epochs 3 --out
 * run} left there.
 */
class EarlierRunsTest {
    private static final NetworkSpec NETWORK =
            NetworkSpec.microExpNet(Emotion.FER2013).withStrides(Strides.LITERAL);
    private static final TrainingConfig CONFIG =
            TrainingConfig.STRONG.toBuilder().batchSize(35).epochs(3).seed(7).build();

    @TempDir
    private Path folder;

    @Test
    void theirFolderIsThatOfTheSameSettings() throws IOException {
        byte[] written = resource("run-0531eea.json");
        Path file = Files.write(folder.resolve("run.json"), written);

        RunFolder earlier = RunFolder.read(folder);

        assertThat(earlier.network()).isEqualTo(NETWORK);
        assertThat(earlier.config()).isEqualTo(CONFIG);
        new RunFolder(NETWORK, CONFIG, earlier.provenance()).begin(folder);
        assertThat(Files.readAllBytes(file)).isEqualTo(written);
    }

    @Test
    void theirFolderIsNotThatOfChoicesThatCameLater() throws IOException {
        Files.write(folder.resolve("run.json"), resource("run-0531eea.json"));
        TrainingConfig focal = CONFIG.toBuilder().focalGamma(2f).build();
        RunFolder other = new RunFolder(NETWORK, focal, RunFolder.read(folder).provenance());
        assertThatThrownBy(() -> other.begin(folder))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("focalGamma=2.0");
    }

    @Test
    void theirCheckpointIsThatOfTheSameSettingsAlone() throws IOException {
        String written = new String(resource("checkpoint-0531eea.txt"), StandardCharsets.UTF_8).strip();

        assertThat(run(CONFIG).description()).isEqualTo(written);
        assertThat(run(CONFIG.toBuilder().classBalance(0.5f).build()).description())
                .isNotEqualTo(written)
                .contains("classBalance=0.5");
        assertThat(run(CONFIG.toBuilder().bestBy(BestBy.LOSS).build()).description())
                .isNotEqualTo(written)
                .contains("bestBy=LOSS");
    }

    @Test
    void theirCheckpointIsNotThatOfAnotherEnlargement() {
        NetworkSpec enlarged = new NetworkSpec(
                Architecture.MOBILENETV1, Emotion.FER2013, Preprocessing.FER2013, Strides.LITERAL, false, 0.3f, 3);

        assertThat(enlarged).asString().contains("enlargement=3");
        assertThatThrownBy(() -> new NetworkSpec(
                        Architecture.MOBILENETV1,
                        Emotion.FER2013,
                        Preprocessing.FER2013,
                        Strides.LITERAL,
                        false,
                        0f,
                        9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("1 to 8", "found 9");
    }

    private static TrainingRun run(TrainingConfig config) {
        FaceDataset train = SyntheticFaces.generate("synthetic", Emotion.FER2013, 70, 48, 7);
        return new TrainingRun(NETWORK, config, train, train, Optional.empty(), TrainingListener.SILENT);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = EarlierRunsTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }
}

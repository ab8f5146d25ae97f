package io.microexp.training.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.DataFormatException;
import io.microexp.training.eval.PairedGain;
import io.microexp.training.train.EpochMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTest {
    private static final List<EpochMetrics> LOG = List.of(
            new EpochMetrics(1, 1e-3f, 1.5, 0.25, Double.NaN, 0.5, 100, 60),
            new EpochMetrics(2, 5e-4f, 1.25, 0.5, 1.125, 0.625, 200, 30));

    @TempDir
    Path folder;

    @Test
    void readsWhatItWrote() throws IOException {
        Path csv = folder.resolve("metrics.csv");

        RunLog.write(csv, LOG);

        assertThat(RunLog.read(csv)).isEqualTo(LOG);
    }

    @Test
    void readsTheFacesGainedOverAStart() throws IOException {
        Path csv = folder.resolve("metrics.csv");
        List<EpochMetrics> log = List.of(
                new EpochMetrics(0, 0f, Double.NaN, Double.NaN, 1.5, 0.25, 0, 1),
                new EpochMetrics(
                        1, 1e-3f, 1.25, 0.5, 1.125, 0.5, 200, 30, Double.NaN, Double.NaN, new PairedGain(5, 2)));

        RunLog.write(csv, log);

        assertThat(csv).content().endsWith(",5,2\n");
        assertThat(RunLog.read(csv)).isEqualTo(log);
    }

    @Test
    void namesWhatIsWrong() throws IOException {
        Path csv = folder.resolve("metrics.csv");
        RunLog.write(csv, LOG);
        String text = Files.readString(csv);

        refuses(Files.writeString(csv, text.replace("0.625", "most")), "line 3", "validAccuracy", "\"most\"");
        refuses(Files.writeString(csv, text.replace("\n2,", "\n-1,")), "line 3", "epoch", "\"-1\"");
        refuses(Files.writeString(csv, text.replace("trainLoss", "loss")), "line 1", "trainLoss");
        refuses(Files.writeString(csv, text.lines().findFirst().orElseThrow()), "one row an epoch");
        refuses(folder.resolve("none.csv"), "none.csv");
    }

    private static void refuses(Path csv, String... message) {
        assertThatThrownBy(() -> RunLog.read(csv))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContainingAll(message);
    }
}

package io.microexp.training.ablation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.DataFormatException;
import io.microexp.Emotion;
import io.microexp.training.augment.Augmentation;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.synthetic.SyntheticFaces;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.testing.KilledJvm;
import io.microexp.training.train.TrainingConfig;
import io.microexp.training.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What each run of the table is, and that an ablation survives what interrupts it. */
@Timeout(240)
class AblationTest {
    private static final NetworkSpec NETWORK = SmallAblation.NETWORK;
    private static final TrainingConfig CONFIG = SmallAblation.CONFIG;

    @TempDir
    private Path folder;

    @Test
    void eachRowAddsOneThing() {
        assertThat(Step.BASELINE.of(NETWORK).attention()).isFalse();
        assertThat(Step.ATTENTION.of(NETWORK)).isEqualTo(NETWORK);
        assertThat(Step.DISTILLATION.of(NETWORK)).isEqualTo(NETWORK);
        TrainingConfig plain = CONFIG.toBuilder()
                .alpha(0f)
                .augmentation(Augmentation.PAPER.toBuilder().mixupAlpha(0).build())
                .build();
        assertThat(Step.BASELINE.of(CONFIG)).isEqualTo(plain);
        assertThat(Step.ATTENTION.of(CONFIG)).isEqualTo(plain);
        assertThat(Step.DISTILLATION.of(CONFIG))
                .isEqualTo(plain.toBuilder().alpha(0.7f).build());
        assertThat(Step.MIXUP.of(CONFIG)).isEqualTo(CONFIG);
    }

    @Test
    void thePairWithAndWithoutDistillationHasEverySeedTheOthersOne() {
        assertThat(Cell.table(5, 1)).extracting(Cell::step).containsExactly(Step.values());
        assertThat(Cell.table(5, 3))
                .extracting(Cell::folder)
                .containsExactly(
                        "baseline-seed5",
                        "attention-seed5",
                        "distillation-seed5",
                        "mixup-seed5",
                        "attention-seed6",
                        "distillation-seed6",
                        "attention-seed7",
                        "distillation-seed7");
        assertThatThrownBy(() -> Cell.table(5, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Expected at least one seed, found 0");
    }

    @Test
    void aKilledAblationIsResumedLikeAnUnbrokenOne() throws Exception {
        List<CellResult> unbroken = SmallAblation.run(folder.resolve("unbroken"), 1, cell -> TrainingListener.SILENT);
        Path killed = folder.resolve("killed");
        KilledJvm.runUntil(KilledAblation.class, killed, KilledAblation.IN_DISTILLATION);
        assertThat(killed.resolve("attention-seed1/result.json")).exists();
        assertThat(killed.resolve("distillation-seed1/checkpoint.bin")).exists();
        assertThat(killed.resolve("distillation-seed1/result.json")).doesNotExist();

        List<String> trained = new ArrayList<>();
        List<CellResult> resumed = SmallAblation.run(killed, 1, cell -> recording(cell, trained));

        assertThat(trained).containsExactly("DISTILLATION epoch 2", "MIXUP epoch 1", "MIXUP epoch 2");
        assertThat(resumed).isEqualTo(unbroken).hasSize(4);
        trained.clear();
        assertThat(SmallAblation.run(killed, 1, cell -> recording(cell, trained)))
                .isEqualTo(unbroken);
        assertThat(trained).isEmpty();
    }

    private static TrainingListener recording(Cell cell, List<String> trained) {
        return new TrainingListener() {
            @Override
            public void epochStarted(int epoch, int epochs, int images) {
                trained.add(cell.step() + " epoch " + epoch);
            }
        };
    }

    @Test
    void anotherRecipeInTheFolderIsRefusedAndChangesNothing() throws IOException {
        SmallAblation.begin(folder);
        byte[] before = Files.readAllBytes(folder.resolve("ablation.json"));
        assertThatThrownBy(() ->
                        SmallAblation.begin(folder, SmallAblation.VALID, new SmallAblation.KnowingTeacher("ignorant")))
                .isInstanceOf(DataFormatException.class)
                .hasMessageStartingWith("Ablation " + folder + " holds another run; ")
                .hasMessageContaining("teacher: expected ignorant, found knowing");
        FaceDataset others = SyntheticFaces.generate("Others", Emotion.FER2013, 21, 48, 3);
        assertThatThrownBy(() -> SmallAblation.begin(folder, others, new SmallAblation.KnowingTeacher("knowing")))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("validation.faces: expected 21, found 14");
        assertThat(Files.readAllBytes(folder.resolve("ablation.json"))).isEqualTo(before);
    }

    @Test
    void damagedResultsAreRefused() throws IOException {
        Cell cell = new Cell(Step.BASELINE, 1);
        SmallAblation.begin(folder).run(cell, TrainingListener.SILENT);
        Path result = folder.resolve("baseline-seed1/result.json");
        String intact = Files.readString(result);
        Ablation again = SmallAblation.begin(folder);
        for (String damaged :
                List.of("", "{", "{}", intact.replaceFirst("\"predictions\": \\[\\s+\\d,", "\"predictions\": ["))) {
            Files.writeString(result, damaged);
            assertThatThrownBy(() -> again.run(cell, TrainingListener.SILENT))
                    .as(damaged)
                    .isInstanceOf(DataFormatException.class)
                    .hasMessageStartingWith("Ablation file " + result + " cannot be read (")
                    .hasMessageEndingWith("Delete it to compute it again");
        }
        Files.delete(result);
        again.run(cell, TrainingListener.SILENT);
        assertThat(Files.readString(result)).isEqualTo(intact);
    }
}

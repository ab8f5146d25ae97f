package io.microexp.training.ablation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class AblationReportTest {
    private static final int FACES = 200;
    private static final long SEED = 4;

    @Test
    void everyRunHasARowInTheOrderOfTheTable() {
        String text = report(120, 130).toMarkdown();
        assertThat(text.lines().filter(line -> line.startsWith("| ")).map(line -> line.split(" %")[0]))
                .containsExactly(
                        "| network | seed | accuracy | 95",
                        "| baseline | 1 | 55.00",
                        "| + SE | 1 | 60.00",
                        "| + SE | 2 | 61.00",
                        "| + distillation | 1 | 65.00",
                        "| + distillation | 2 | 66.00",
                        "| + mixup | 1 | 65.50");
        assertThat(text)
                .contains("at strides 2,2,2,2,2, each run 2 epochs of batch 8", "Validation chose the epoch")
                .contains("over 2 seed(s) a side: 60.50 % without, 65.50 % with, a difference of +5.00 points")
                .contains("paired bootstrap over 200 faces, 10000 draws, seed 4");
    }

    @Test
    void besideARowStandsWhatThePaperHasOfIt() {
        assertThat(report(120, 130)
                        .toMarkdown()
                        .lines()
                        .filter(line -> line.startsWith("| +") || line.startsWith("| b"))
                        .map(line -> line.substring(line.lastIndexOf('|', line.length() - 2))))
                .containsExactly("| 67.0 % |", "| 68.4 % |", "| 68.4 % |", "|  |", "|  |", "| 71.2 % |");
    }

    /** Nested predictions: whatever is right without distillation is right with it, so 5 of 100 faces differ one way. */
    @Test
    void saysWhetherTheIntervalContainsZero() {
        assertThat(report(120, 130).toMarkdown()).contains("The interval does not contain 0.");
        assertThat(report(120, 120).toMarkdown())
                .contains("The interval contains 0: these runs do not show that distillation changes accuracy.");
    }

    @Test
    void theJsonHasEverySeedAndTheInterval() {
        AblationReport report = report(120, 130);
        JsonObject json = JsonParser.parseString(report.toJson()).getAsJsonObject();
        assertThat(json.getAsJsonArray("runs")).hasSize(6);
        JsonObject run = json.getAsJsonArray("runs").get(2).getAsJsonObject();
        assertThat(run.get("step").getAsString()).isEqualTo("ATTENTION");
        assertThat(run.get("seed").getAsLong()).isEqualTo(2);
        assertThat(run.get("accuracy").getAsDouble()).isEqualTo(0.61);
        assertThat(json.getAsJsonObject("distillation").get("low").getAsDouble())
                .isEqualTo(report.distillation().low());
        assertThat(json.get("intervalContainsZero").getAsBoolean()).isFalse();
        assertThat(json.getAsJsonObject("recipe").get("teacher").getAsString()).isEqualTo("knowing");
    }

    @Test
    void refusesATableWithoutThePair() {
        List<CellResult> results = List.of(result(Step.BASELINE, 1, 100));
        assertThatThrownBy(() -> new AblationReport(SmallAblation.recipe(), "Validation", results, SEED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one run");
    }

    @Test
    void aResultHasOnePredictionPerFace() {
        assertThatThrownBy(() -> new CellResult(new Cell(Step.MIXUP, 1), 1, List.of(1, 2), List.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Expected one prediction for each of 2 faces and at least one face, found 1 predictions");
    }

    private static AblationReport report(int without, int with) {
        List<CellResult> results = new ArrayList<>(List.of(
                result(Step.BASELINE, 1, 110),
                result(Step.ATTENTION, 1, without),
                result(Step.DISTILLATION, 1, with),
                result(Step.MIXUP, 1, 131),
                result(Step.ATTENTION, 2, without + 2),
                result(Step.DISTILLATION, 2, with + 2)));
        return new AblationReport(SmallAblation.recipe(), "Validation", results, SEED);
    }

    /* The first faces are answered rightly. */
    private static CellResult result(Step step, long seed, int correct) {
        List<Integer> predictions = new ArrayList<>(Collections.nCopies(correct, 0));
        predictions.addAll(Collections.nCopies(FACES - correct, 1));
        return new CellResult(new Cell(step, seed), 2, Collections.nCopies(FACES, 0), predictions);
    }
}

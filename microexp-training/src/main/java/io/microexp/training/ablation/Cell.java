package io.microexp.training.ablation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * One run of the table.
 *
 * @param step the row
 * @param seed of the run
 */
public record Cell(Step step, long seed) {
    /**
     * Returns the runs of a table: every row with the first seed, then the two rows that differ in distillation alone
     * with the others.
     *
     * @param firstSeed the first of consecutive seeds
     * @param seeds of those two rows, at least 1
     * @throws IllegalArgumentException if the number of seeds is not positive
     */
    public static List<Cell> table(long firstSeed, int seeds) {
        if (seeds < 1) {
            throw new IllegalArgumentException("Expected at least one seed, found " + seeds);
        }
        List<Cell> cells = new ArrayList<>();
        for (Step step : Step.values()) {
            cells.add(new Cell(step, firstSeed));
        }
        LongStream.range(firstSeed + 1, firstSeed + seeds).forEach(seed -> {
            cells.add(new Cell(Step.ATTENTION, seed));
            cells.add(new Cell(Step.DISTILLATION, seed));
        });
        return List.copyOf(cells);
    }

    /** Returns the name of the run's folder. */
    String folder() {
        return step.folderName() + "-seed" + seed;
    }
}

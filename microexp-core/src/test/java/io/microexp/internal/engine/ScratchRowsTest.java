package io.microexp.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScratchRowsTest {
    private static final long SEED = 21;

    private final Plan plan = Engines.plan(MicroExpNetFixture.bytes(SEED), new ScalarKernels());
    private final NaiveInterpreter.Tensor image = Engines.image(22, 1, 48, 48);
    private final float[] expected = Engines.run(plan, plan.newScratch(), image);

    @Test
    void whereTheRowsBeginChangesNoBit() {
        for (int start = 1; start <= ScratchRows.STARTS; start++) {
            ScratchRows scratch = new ScratchRows(plan.scratch(), start);
            assertThat(scratch.start()).isEqualTo(start);
            assertThat(Engines.run(plan, scratch, image))
                    .as("rows that begin at index %d", start)
                    .isEqualTo(expected);
        }
    }

    @Test
    void aBetterStartIsLookedForBetweenRunsAndStaysWithinTheRows() {
        ScratchRows scratch = plan.newScratch();
        for (int run = 0; run < 1_000; run++) {
            scratch.beforeRun();
            assertThat(scratch.start()).isBetween(1, ScratchRows.STARTS);
        }
        int rows = plan.scratch().rows();
        assertThat(IntStream.range(0, rows).mapToObj(scratch::row).distinct().count())
                .as("rows, put into another order, none twice")
                .isEqualTo(rows);
        assertThat(Engines.run(plan, scratch, image)).isEqualTo(expected);
    }

    @Test
    void kernelsWithoutRowsNeedNoStart() {
        ScratchRows none = new ScratchRows(Step.Scratch.NONE);
        for (int run = 0; run < 1_000; run++) {
            none.beforeRun();
        }
        assertThat(none.start()).isEqualTo(1);
    }
}

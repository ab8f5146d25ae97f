package io.microexp.internal.engine.kernel.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.internal.engine.Engines;
import io.microexp.internal.engine.MicroExpNetFixture;
import io.microexp.internal.engine.NaiveInterpreter;
import io.microexp.internal.engine.kernel.ScratchSize;
import io.microexp.internal.engine.kernel.Workspace;
import io.microexp.internal.engine.plan.Plan;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AlignedWorkspaceTest {
    private static final long SEED = 21;

    private final Plan plan = Engines.plan(MicroExpNetFixture.bytes(SEED), new ScalarKernelFactory());
    private final NaiveInterpreter.Tensor image = Engines.image(22, 1, 48, 48);
    private final float[] expected = Engines.run(plan, plan.newWorkspace(), image);

    @Test
    @DisplayName("The start of the rows does not change a bit of the result")
    void startDoesNotChangeResults() {
        for (int start = 1; start <= AlignedWorkspace.STARTS; start++) {
            Workspace workspace = new AlignedWorkspace(plan.arenaFloats(), plan.scratch(), start);
            assertThat(workspace.start()).isEqualTo(start);
            assertThat(Engines.run(plan, workspace, image))
                    .as("rows that begin at index %d", start)
                    .isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("A workspace without alignment gives the same result")
    void plainWorkspaceGivesTheSameResult() {
        Workspace workspace = new Workspace(plan.arenaFloats(), plan.scratch());
        assertThat(Engines.run(plan, workspace, image)).isEqualTo(expected);
    }

    @Test
    @DisplayName("Between runs the start stays within the rows and no row is lost")
    void startStaysWithinTheRows() {
        Workspace workspace = plan.newWorkspace();
        for (int run = 0; run < 1_000; run++) {
            workspace.beforeRun();
            assertThat(workspace.start()).isBetween(1, AlignedWorkspace.STARTS);
        }
        int rows = plan.scratch().rows();
        assertThat(IntStream.range(0, rows).mapToObj(workspace::row).distinct().count())
                .as("distinct rows after reordering")
                .isEqualTo(rows);
        assertThat(Engines.run(plan, workspace, image)).isEqualTo(expected);
    }

    @Test
    @DisplayName("A workspace without rows keeps its start")
    void noRows() {
        Workspace none = new AlignedWorkspace(0, ScratchSize.NONE);
        for (int run = 0; run < 1_000; run++) {
            none.beforeRun();
        }
        assertThat(none.start()).isEqualTo(1);
    }
}

package io.microexp.internal.engine.plan;

import io.microexp.internal.engine.kernel.Kernel;
import io.microexp.internal.engine.kernel.KernelFactory;
import io.microexp.internal.engine.kernel.ScratchSize;
import io.microexp.internal.engine.kernel.View;
import io.microexp.internal.engine.kernel.Workspace;
import java.util.List;
import java.util.Map;

/**
 * A network that is ready to run: kernels in order over one arena. Immutable; any number of threads may run it at once,
 * each in its own workspace.
 *
 * @param kernels the kernels, in order
 * @param factory the factory of the kernels, which also allocates workspaces
 * @param arenaFloats floats of a workspace's arena
 * @param scratch scratch rows of a workspace
 * @param input the place of the image
 * @param outputs the places of the results by name
 */
public record Plan(
        List<Kernel> kernels,
        KernelFactory factory,
        int arenaFloats,
        ScratchSize scratch,
        View input,
        Map<String, View> outputs) {
    public Workspace newWorkspace() {
        return factory.newWorkspace(arenaFloats, scratch);
    }

    public void run(Workspace workspace) {
        if (scratch.rows() > 0) { // otherwise no kernel uses the rows that this prepares
            workspace.beforeRun();
        }
        for (int i = 0; i < kernels.size(); i++) {
            kernels.get(i).run(workspace);
        }
    }
}

package io.microexp.training.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.microexp.model.Preprocessing;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.nn.PooledNetwork;
import io.microexp.training.train.RunFolder;
import java.nio.file.Path;
import java.util.List;

/**
 * What a teacher sees in a face before it names it: the means of its last maps. Seven logits say little of a face; a
 * thousand means say more, whatever the teacher's classes. The student learns to foretell them from its own pooled maps
 * by a linear regression that is left away after training (the hint of Romero et al. 2015, "FitNets: Hints for Thin Deep
 * Nets", equation 3, at the pool and beside the distillation, not before it).
 *
 * <p>Thread safety: none; called by the training thread.
 */
public final class Hint implements AutoCloseable {
    private static final float EPSILON = 1e-5f;

    private final NDManager manager;
    private final List<Block> layers;
    private final int size;
    private final ParameterStore parameters;

    private Hint(NDManager manager, List<Block> layers, int size) {
        this.manager = manager;
        this.layers = layers;
        this.size = size;
        this.parameters = new ParameterStore(manager, false);
    }

    /**
     * Loads the best epoch of a run.
     *
     * @param run the teacher's run folder
     * @param student the network it is to teach, of whatever classes
     * @throws IllegalArgumentException if the input differs from the student's, or the teacher has no global average
     *     pool
     * @throws io.microexp.DataFormatException if the folder is no run's or damaged
     */
    public static Hint open(Path run, NetworkSpec student) {
        RunFolder folder = RunFolder.read(run);
        NetworkSpec teacher = folder.network();
        Preprocessing input = teacher.preprocessing();
        if (!input.equals(student.preprocessing())) {
            throw new IllegalArgumentException("Hint " + run.getFileName() + ": expected the student's input "
                    + student.preprocessing() + ", found " + input + ". Give a teacher of the same input");
        }
        NDManager manager = NDManager.newBaseManager();
        try {
            Block network = folder.bestNetwork(run, manager);
            network.freezeParameters(true);
            List<Block> layers = PooledNetwork.of(network)
                    .orElseThrow(() -> new IllegalArgumentException("Hint " + run.getFileName()
                            + ": expected a network with a global average pool, found " + teacher.architecture()))
                    .features();
            Shape[] shapes = {new Shape(1, 1, input.height(), input.width())};
            for (Block layer : layers) {
                shapes = layer.getOutputShapes(shapes);
            }
            return new Hint(manager, layers, Math.toIntExact(shapes[0].get(1)));
        } catch (RuntimeException | Error e) {
            manager.close();
            throw e;
        }
    }

    /** How many means there are of a face. */
    public int size() {
        return size;
    }

    /**
     * The means of a batch, each less its mean over the batch and divided by its standard deviation there.
     *
     * @param pixels (N, 1, H, W), normalised float32, augmented as the student sees it
     * @return (N, size) without gradient, attached to the manager of {@code pixels}
     */
    public NDArray of(NDArray pixels) {
        NDArray x = pixels;
        for (Block layer : layers) {
            x = layer.forward(parameters, new NDList(x), false).singletonOrThrow();
        }
        NDArray centred = x.sub(x.mean(new int[] {0}, true));
        NDArray variance = centred.square().mean(new int[] {0}, true);
        return centred.div(variance.add(EPSILON).sqrt()).stopGradient();
    }

    @Override
    public void close() {
        manager.close();
    }
}

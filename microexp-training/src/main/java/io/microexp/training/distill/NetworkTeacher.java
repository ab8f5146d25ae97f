package io.microexp.training.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.microexp.DataFormatException;
import io.microexp.training.augment.Batch;
import io.microexp.training.io.FileHash;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.nn.PyTorchEngine;
import io.microexp.training.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A run's network as the teacher. It predicts each batch as the student sees it, including augmentation and mixup.
 *
 * <p>Not thread-safe.
 */
public final class NetworkTeacher implements Teacher {
    private final String identity;
    private final NDManager manager;
    private final Block network;
    private final ParameterStore parameters;

    private NetworkTeacher(String identity, NDManager manager, Block network) {
        this.identity = identity;
        this.manager = manager;
        this.network = network;
        this.parameters = new ParameterStore(manager, false);
    }

    /**
     * Loads the best epoch of a run.
     *
     * @param run the teacher's run folder
     * @param student the network to be trained
     * @throws IllegalArgumentException if labels or input differ from the student's
     * @throws io.microexp.DataFormatException if the folder does not hold a run or is damaged
     */
    public static NetworkTeacher open(Path run, NetworkSpec student) {
        RunFolder folder = RunFolder.open(run);
        NetworkSpec teacher = folder.network();
        Teachers.requireFit(run, teacher.labels(), teacher.preprocessing(), student);
        Teachers.requireHeads(run, teacher, student);
        NDManager manager = PyTorchEngine.newManager();
        try {
            Block network = folder.bestNetwork(manager);
            network.freezeParameters(true);
            String identity = run.getFileName() + " sha256 " + FileHash.sha256(folder.bestWeights());
            return new NetworkTeacher(identity, manager, network);
        } catch (IOException e) {
            manager.close();
            throw new DataFormatException("Run folder " + run + ": expected readable weights, found: " + e, e);
        } catch (RuntimeException | Error e) {
            manager.close();
            throw e;
        }
    }

    @Override
    public NDArray logits(Batch batch, NDArray pixels) {
        return network.forward(parameters, new NDList(pixels), false).singletonOrThrow();
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public void close() {
        manager.close();
    }
}

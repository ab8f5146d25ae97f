package io.microexp.training.train;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import io.microexp.DataFormatException;
import io.microexp.training.io.AtomicFiles;
import io.microexp.training.network.NetworkSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a run's folder says of the run, in {@code run.json}.
 *
 * <p>Thread safety: immutable.
 *
 * @param network the network's shape
 * @param config every choice of the training
 * @param provenance where data and code came from
 */
public record RunFolder(NetworkSpec network, TrainingConfig config, Provenance provenance) {
    private static final String FILE = "run.json";
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

    /**
     * Where data and code came from; no path, no host.
     *
     * @param command the training command, data given by file name
     * @param commit of the code, or "unknown"
     * @param dataSha256 of the data file as stored, "" for folders and drawn faces
     * @param trainSplit what was learnt from
     * @param validSplit what chose the epoch
     */
    public record Provenance(String command, String commit, String dataSha256, String trainSplit, String validSplit) {}

    /**
     * Writes {@code run.json} of a new run. A run that goes on keeps the one it began with, and with it the commit.
     *
     * @param folder created if missing
     * @throws DataFormatException if the folder holds a run of another network, of other choices or of another training
     *     split; it is left as it is
     * @throws IOException if the file cannot be written
     */
    public void begin(Path folder) throws IOException {
        if (!Files.exists(folder.resolve(FILE))) {
            AtomicFiles.writeString(folder.resolve(FILE), GSON.toJson(this) + "\n");
            return;
        }
        RunFolder begun = read(folder);
        if (!begun.network().equals(network) || !begun.config().equals(config)) {
            throw new DataFormatException("Run folder " + folder + ": expected a run of " + network + " with " + config
                    + ", found one of " + begun.network() + " with " + begun.config()
                    + ". Give the run's own settings to go on, or another folder for a new run");
        }
        if (!provenance.trainSplit().equals(begun.provenance().trainSplit())) {
            throw new DataFormatException("Run folder " + folder + ": expected a run that learns from "
                    + provenance.trainSplit() + ", found one that learns from "
                    + begun.provenance().trainSplit()
                    + ". Give the run's own split to go on, or another folder for a new run");
        }
    }

    /**
     * Reads {@code run.json}.
     *
     * @throws DataFormatException if there is none or it is damaged
     */
    public static RunFolder read(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            RunFolder run = GSON.fromJson(Files.readString(file), RunFolder.class);
            if (run == null || run.network() == null || run.config() == null || run.provenance() == null) {
                throw new JsonParseException("network, config or provenance is missing");
            }
            return run;
        } catch (IOException | JsonParseException e) {
            throw new DataFormatException(
                    "Run folder " + folder + ": " + FILE + " cannot be read (" + e
                            + "). Give a folder that train wrote",
                    e);
        }
    }

    /**
     * The run's network as its best epoch left it.
     *
     * @param folder the run's own
     * @param manager owns the parameters
     * @throws DataFormatException if the weights are missing, damaged or of another network
     */
    public Block bestNetwork(Path folder, NDManager manager) {
        Block best = network.build();
        TrainingRun.initialize(best, manager, network.preprocessing(), config.seed());
        Weights.read(folder.resolve(TrainingRun.BEST_FILE), best);
        return best;
    }
}

package io.microexp.training.train.run;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import com.google.gson.JsonParseException;
import io.microexp.DataFormatException;
import io.microexp.Emotion;
import io.microexp.training.io.AtomicFiles;
import io.microexp.training.io.Json;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.nn.PyTorchEngine;
import io.microexp.training.train.EpochMetrics;
import io.microexp.training.train.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The folder of a run and its files:
 *
 * <ul>
 *   <li>{@code run.json}: the run's identity and where it comes from;
 *   <li>{@code checkpoint.bin}: the run after its last whole epoch;
 *   <li>{@code best.weights}: the parameters of the best epoch, averaged if the configuration says so;
 *   <li>{@code metrics.csv}: the log;
 *   <li>{@code curves.svg} and {@code curves.png}: plots of the log.
 * </ul>
 */
public final class RunFolder {
    private static final String DESCRIPTION = "run.json";
    private static final String CHECKPOINT = "checkpoint.bin";

    private final Path path;
    private final Description description;

    /**
     * What {@code run.json} holds.
     *
     * @param startTemperature {@link InitialWeights#temperature()}
     */
    private record Description(RunIdentity identity, Provenance provenance, float startTemperature) {}

    /** The heads of a network with two. */
    public enum Head {
        /** The first: the data set's own labels. */
        LABELS,
        /** The second: FER+'s classes. */
        VOTES
    }

    /**
     * Where a run comes from, for its readers. Holds no path and no host.
     *
     * @param command the training command, files by their last names; "" for a run without a command
     * @param commit of the code, or "unknown"
     * @param dataSha256 of the data file as stored, "" for folders and drawn faces
     */
    public record Provenance(String command, String commit, String dataSha256) {
        /** Of a run that a program starts without saying where it comes from. */
        public static final Provenance UNKNOWN = new Provenance("", "unknown", "");
    }

    private RunFolder(Path path, Description description) {
        this.path = path;
        this.description = description;
    }

    /**
     * Begins a run, or resumes one. A resumed run keeps the provenance it began with.
     *
     * @throws DataFormatException if the folder holds a run of another identity; the folder is then unchanged
     * @throws IOException if {@code run.json} cannot be written
     */
    public static RunFolder begin(Path path, RunIdentity identity, Provenance provenance) throws IOException {
        return begin(path, identity, provenance, InitialWeights.DRAWN.temperature());
    }

    /**
     * Begins a run, or resumes one.
     *
     * @param startTemperature {@link InitialWeights#temperature()}
     * @see #begin(Path, RunIdentity, Provenance)
     */
    static RunFolder begin(Path path, RunIdentity identity, Provenance provenance, float startTemperature)
            throws IOException {
        Path file = path.resolve(DESCRIPTION);
        if (!Files.exists(file)) {
            RunFolder begun = new RunFolder(path, new Description(identity, provenance, startTemperature));
            AtomicFiles.writeString(file, Json.PRETTY.toJson(begun.description) + "\n");
            return begun;
        }
        RunFolder begun = open(path);
        identity.requireSame("Run folder " + path, begun.identity());
        return begun;
    }

    /**
     * Writes one head of this run, which has two, as a run of its own: the best epoch's weights without the other
     * head's classifier.
     *
     * @param head which one
     * @param target the new run's folder; created if missing
     * @return the new run
     * @throws DataFormatException if this run has one head, or the target holds another run
     * @throws IOException if the target cannot be written
     */
    public RunFolder cut(Head head, Path target) throws IOException {
        if (!network().twoHeads()) {
            throw new DataFormatException("Run folder " + path + ": expected a run with two heads, found one with one. "
                    + "Export it as it is, or train with two heads");
        }
        List<Emotion> labels = head == Head.LABELS ? network().labels() : Emotion.FERPLUS;
        RunIdentity cut = new RunIdentity(
                network().withHeads(labels, false),
                config(),
                identity().training(),
                identity().validation(),
                identity().teacher(),
                identity().initialWeights());
        RunFolder run = begin(target, cut, provenance());
        try (NDManager manager = PyTorchEngine.newManager()) {
            Block one = cut.network().build();
            TrainingRun.initialize(one, manager, network().preprocessing(), config().seed());
            Weights.cut(
                    bestNetwork(manager),
                    one,
                    head == Head.LABELS ? 0 : network().labels().size());
            run.writeBest(one);
        }
        return run;
    }

    /**
     * Opens the folder of a run that was begun.
     *
     * @throws DataFormatException if it has no {@code run.json} or that file is damaged
     */
    public static RunFolder open(Path path) {
        try {
            Description read = Json.COMPACT.fromJson(Files.readString(path.resolve(DESCRIPTION)), Description.class);
            if (read == null || read.identity() == null || read.provenance() == null || read.startTemperature() <= 0) {
                throw new JsonParseException("identity, provenance or startTemperature is missing");
            }
            return new RunFolder(path, read);
        } catch (IOException | RuntimeException e) {
            // Gson passes through what a record's constructor throws
            throw new DataFormatException(
                    "Run folder " + path + ": " + DESCRIPTION + " cannot be read (" + e
                            + "). Give a folder that train wrote",
                    e);
        }
    }

    /** Returns the folder. */
    public Path path() {
        return path;
    }

    /** Returns what the run is a run of. */
    public RunIdentity identity() {
        return description.identity();
    }

    /** Returns the network's shape. */
    public NetworkSpec network() {
        return identity().network();
    }

    /** Returns every choice of the training. */
    public TrainingConfig config() {
        return identity().config();
    }

    /** Returns where the run comes from. */
    public Provenance provenance() {
        return description.provenance();
    }

    /**
     * Returns the origin of this run's models, by name: the command, the code's commit, the data, the
     * splits, the initial weights and the teacher.
     */
    public Map<String, String> origin() {
        Map<String, String> origin = new LinkedHashMap<>();
        origin.put("command", provenance().command());
        origin.put("commit", provenance().commit());
        origin.put("dataSha256", provenance().dataSha256());
        origin.put("trainSplit", identity().training().name());
        origin.put("validSplit", identity().validation().name());
        origin.put("initialWeights", identity().initialWeights());
        origin.put("teacher", identity().teacher());
        return origin;
    }

    /**
     * Returns the temperature that calibrates the best epoch if that is the start, epoch 0. Such a run learned nothing.
     *
     * @return empty if an epoch replaced the start, or the start is not known to be calibrated
     * @throws DataFormatException if the log of a run from a calibrated start is missing or damaged
     */
    public Optional<Float> keptTemperature() {
        float temperature = description.startTemperature();
        return Optional.of(temperature)
                .filter(known -> known != 1)
                .filter(known -> config().schedule().bestBy().best(log()).epoch() == 0);
    }

    /** Returns the file of the best epoch's parameters; it exists once an epoch is done. */
    public Path bestWeights() {
        return path.resolve("best.weights");
    }

    /**
     * Reads the log.
     *
     * @throws DataFormatException if it is missing or damaged
     */
    public List<EpochMetrics> log() {
        return RunLog.read(logFile());
    }

    static boolean hasCheckpoint(Path path) {
        return Files.exists(path.resolve(CHECKPOINT));
    }

    private Path checkpoint() {
        return path.resolve(CHECKPOINT);
    }

    private Path logFile() {
        return path.resolve("metrics.csv");
    }

    /** Restores the last whole epoch and completes the log, which an interruption may have left an epoch behind. */
    Optional<List<EpochMetrics>> resume(Trainer trainer) throws IOException {
        if (!Files.exists(checkpoint())) {
            return Optional.empty();
        }
        List<EpochMetrics> log = Checkpoint.read(checkpoint(), identity(), trainer);
        RunLog.write(logFile(), log);
        return Optional.of(log);
    }

    /**
     * Writes the parameters of the best epoch.
     *
     * @param network of the run's shape
     * @throws IOException if the file cannot be written
     */
    public void writeBest(Block network) throws IOException {
        Weights.write(bestWeights(), network);
    }

    void writeEpoch(List<EpochMetrics> log, Trainer trainer) throws IOException {
        Checkpoint.write(checkpoint(), identity(), log, trainer);
        RunLog.write(logFile(), log);
    }

    /**
     * Builds the run's network with the parameters of its best epoch.
     *
     * @param manager owns the parameters
     * @throws DataFormatException if the weights are missing, damaged or of another network
     */
    public Block bestNetwork(NDManager manager) {
        Block best = network().build();
        TrainingRun.initialize(best, manager, network().preprocessing(), config().seed());
        Weights.read(bestWeights(), best);
        return best;
    }
}

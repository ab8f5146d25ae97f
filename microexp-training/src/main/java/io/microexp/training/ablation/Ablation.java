package io.microexp.training.ablation;

import ai.djl.ndarray.NDManager;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import io.microexp.DataFormatException;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.distill.Teacher;
import io.microexp.training.io.AtomicFiles;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.train.EpochMetrics;
import io.microexp.training.train.NetworkLogits;
import io.microexp.training.train.RunFolder;
import io.microexp.training.train.TrainingConfig;
import io.microexp.training.train.TrainingListener;
import io.microexp.training.train.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The runs of the paper's Table 2 in one folder, each in a folder of its own with the same budget. A run that is done is
 * not done again, and one that was interrupted goes on.
 *
 * <p>Thread safety: none, see {@link TrainingRun}.
 */
public final class Ablation {
    private static final String SETTINGS_FILE = "ablation.json";
    private static final String RESULT_FILE = "result.json";
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

    private final Path folder;
    private final Settings settings;
    private final Data data;
    private final RunFolder.Provenance provenance;

    /**
     * What all runs share; in {@code ablation.json}, so that no table mixes two of them.
     *
     * @param network of the whole recipe; a row may lack its attention
     * @param config of the whole recipe; a row may lack distillation and mixup, and has a seed of its own
     * @param teachers the name and SHA-256 of each
     * @param dataSha256 of the data file, "" for folders and drawn faces
     */
    public record Settings(NetworkSpec network, TrainingConfig config, List<String> teachers, String dataSha256) {}

    /**
     * What is learnt from.
     *
     * @param train the training split
     * @param valid chooses each run's epoch and scores it
     * @param teacher stays the caller's to close
     */
    public record Data(FaceDataset train, FaceDataset valid, Teacher teacher) {}

    private Ablation(Path folder, Settings settings, Data data, RunFolder.Provenance provenance) {
        this.folder = folder;
        this.settings = settings;
        this.data = data;
        this.provenance = provenance;
    }

    /**
     * Begins an ablation or goes on with one.
     *
     * @param folder created if missing
     * @param provenance of new runs
     * @throws DataFormatException if the folder holds an ablation of other settings; it is left as it is
     * @throws IOException if the folder cannot be written
     */
    public static Ablation begin(Path folder, Settings settings, Data data, RunFolder.Provenance provenance)
            throws IOException {
        Path file = folder.resolve(SETTINGS_FILE);
        if (!Files.exists(file)) {
            AtomicFiles.writeString(file, GSON.toJson(settings) + "\n");
        }
        Settings begun = read(file, Settings.class);
        if (!begun.equals(settings)) {
            throw new DataFormatException("Ablation " + folder + ": expected one of " + settings + ", found one of "
                    + begun + ". Give its own settings to go on, or another folder for a new one");
        }
        return new Ablation(folder, settings, data, provenance);
    }

    /**
     * Trains a run, or what is left of it, and scores its best epoch.
     *
     * @param listener follows the run; hears nothing of one that is done
     * @throws DataFormatException if the run's folder is damaged or holds another run
     * @throws io.microexp.training.train.TrainingDivergedException if the loss is not finite
     * @throws IOException if the folder cannot be written
     */
    public CellResult run(Cell cell, TrainingListener listener) throws IOException {
        Path run = folder.resolve(cell.folder());
        NetworkSpec network = cell.step().of(settings.network());
        TrainingConfig config =
                cell.step().of(settings.config()).toBuilder().seed(cell.seed()).build();
        RunFolder begun = new RunFolder(network, config, provenance);
        begun.begin(run);
        Path file = run.resolve(RESULT_FILE);
        if (!Files.exists(file)) {
            List<EpochMetrics> log = new TrainingRun(
                            network, config, data.train(), data.valid(), Optional.of(data.teacher()), listener)
                    .train(run, Optional.empty());
            int bestEpoch = config.bestBy().best(log).epoch();
            CellResult result = new CellResult(cell, bestEpoch, truth(), answers(begun, run));
            AtomicFiles.writeString(file, GSON.toJson(result) + "\n");
        }
        CellResult result = read(file, CellResult.class);
        if (!result.cell().equals(cell) || !result.truth().equals(truth())) {
            throw new DataFormatException("Result " + file + ": expected the answers of " + cell + " on the "
                    + data.valid().size() + " faces of split " + data.valid().name() + ", found those of "
                    + result.cell() + " on " + result.truth().size()
                    + " faces, which differ. Give the data of that run, or another folder for a new ablation");
        }
        return result;
    }

    private List<Integer> truth() {
        return IntStream.range(0, data.valid().size())
                .mapToObj(data.valid()::label)
                .toList();
    }

    private List<Integer> answers(RunFolder begun, Path run) {
        try (NDManager manager = NDManager.newBaseManager()) {
            float[][] logits = NetworkLogits.of(
                    begun.bestNetwork(run, manager), manager, begun.network().preprocessing(), data.valid());
            return List.of(logits).stream().map(Ablation::top).toList();
        }
    }

    private static int top(float[] row) {
        return IntStream.range(1, row.length).reduce(0, (best, c) -> row[c] > row[best] ? c : best);
    }

    private static <T> T read(Path file, Class<T> type) {
        try {
            T value = GSON.fromJson(Files.readString(file), type);
            if (value == null) {
                throw new JsonParseException("it is empty");
            }
            return value;
        } catch (IOException | RuntimeException e) {
            // Gson wraps what a record's constructor refuses in no type of its own
            throw new DataFormatException(
                    "Ablation file " + file + " cannot be read (" + e + "). Remove it to make it anew", e);
        }
    }
}

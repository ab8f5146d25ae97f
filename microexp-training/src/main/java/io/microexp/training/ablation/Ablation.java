package io.microexp.training.ablation;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonParseException;
import io.microexp.DataFormatException;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.distill.Teacher;
import io.microexp.training.eval.Logits;
import io.microexp.training.io.AtomicFiles;
import io.microexp.training.io.Json;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.nn.PyTorchEngine;
import io.microexp.training.train.EpochMetrics;
import io.microexp.training.train.TrainingConfig;
import io.microexp.training.train.TrainingListener;
import io.microexp.training.train.run.InitialWeights;
import io.microexp.training.train.run.NetworkLogits;
import io.microexp.training.train.run.RunFolder;
import io.microexp.training.train.run.RunIdentity;
import io.microexp.training.train.run.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The runs of the paper's Table 2 in one folder, each in its own folder with the same budget. A finished run is not
 * repeated, and an interrupted one is resumed. Not thread-safe, see {@link TrainingRun}.
 */
public final class Ablation {
    private static final String RECIPE_FILE = "ablation.json";
    private static final String RESULT_FILE = "result.json";

    private final Path folder;
    private final RunIdentity recipe;
    private final Data data;
    private final RunFolder.Provenance provenance;

    /**
     * What the runs are trained on.
     *
     * @param train the training split
     * @param valid chooses each run's epoch and scores it
     * @param teacher the teacher; not closed
     */
    public record Data(FaceDataset train, FaceDataset valid, Teacher teacher) {}

    private Ablation(Path folder, RunIdentity recipe, Data data, RunFolder.Provenance provenance) {
        this.folder = folder;
        this.recipe = recipe;
        this.data = data;
        this.provenance = provenance;
    }

    /**
     * Begins an ablation, or resumes one.
     *
     * @param folder created if missing
     * @param network of the whole recipe; a row may lack its attention
     * @param config of the whole recipe; a row may lack distillation and mixup, and has its own seed
     * @param provenance of new runs
     * @throws DataFormatException if the folder holds an ablation of another recipe; the folder is then unchanged
     * @throws IOException if the folder cannot be written
     */
    public static Ablation begin(
            Path folder, NetworkSpec network, TrainingConfig config, Data data, RunFolder.Provenance provenance)
            throws IOException {
        RunIdentity recipe = new RunIdentity(
                network,
                config,
                RunIdentity.Split.of(data.train()),
                RunIdentity.Split.of(data.valid()),
                data.teacher().identity(),
                InitialWeights.DRAWN.identity());
        Path file = folder.resolve(RECIPE_FILE);
        if (!Files.exists(file)) {
            AtomicFiles.writeString(file, Json.PRETTY.toJson(recipe) + "\n");
        }
        recipe.requireSame("Ablation " + folder, read(file, RunIdentity.class));
        return new Ablation(folder, recipe, data, provenance);
    }

    /** Returns the identity of the whole recipe. */
    public RunIdentity recipe() {
        return recipe;
    }

    /**
     * Trains what is left of a run, and scores its best epoch.
     *
     * @param listener follows the run; it is not called for a finished run
     * @throws DataFormatException if the run's folder is damaged or holds another run
     * @throws io.microexp.training.train.TrainingDivergedException if the loss is not finite
     * @throws IOException if the folder cannot be written
     */
    public CellResult run(Cell cell, TrainingListener listener) throws IOException {
        Path run = folder.resolve(cell.folder());
        Path file = run.resolve(RESULT_FILE);
        if (!Files.exists(file)) {
            NetworkSpec network = cell.step().of(recipe.network());
            TrainingConfig config = cell.step().of(recipe.config()).toBuilder()
                    .seed(cell.seed())
                    .build();
            List<EpochMetrics> log = new TrainingRun(
                            network, config, data.train(), data.valid(), Optional.of(data.teacher()), listener)
                    .train(run, InitialWeights.DRAWN, provenance);
            int bestEpoch = config.schedule().bestBy().best(log).epoch();
            CellResult result = new CellResult(cell, bestEpoch, truth(), predictions(RunFolder.open(run)));
            AtomicFiles.writeString(file, Json.PRETTY.toJson(result) + "\n");
        }
        CellResult result = read(file, CellResult.class);
        if (!result.cell().equals(cell)) {
            throw new DataFormatException("Result " + file + ": expected the result of " + cell + ", found that of "
                    + result.cell() + ". Remove the file to score the run again");
        }
        return result;
    }

    private List<Integer> truth() {
        return IntStream.range(0, data.valid().size())
                .mapToObj(data.valid()::label)
                .toList();
    }

    private List<Integer> predictions(RunFolder run) {
        try (NDManager manager = PyTorchEngine.newManager()) {
            float[][] logits = NetworkLogits.of(
                    run.bestNetwork(manager), manager, run.network().preprocessing(), data.valid());
            return List.of(logits).stream().map(Logits::argmax).toList();
        }
    }

    private static <T> T read(Path file, Class<T> type) {
        try {
            T value = Json.COMPACT.fromJson(Files.readString(file), type);
            if (value == null) {
                throw new JsonParseException("it is empty");
            }
            return value;
        } catch (IOException | RuntimeException e) {
            // Gson wraps what a record's constructor refuses in no type of its own
            throw new DataFormatException(
                    "Ablation file " + file + " cannot be read (" + e + "). Delete it to compute it again", e);
        }
    }
}

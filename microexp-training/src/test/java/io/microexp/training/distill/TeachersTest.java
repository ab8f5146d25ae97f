package io.microexp.training.distill;

import static io.microexp.testing.Tolerances.ACROSS_BACKENDS;
import static io.microexp.testing.Tolerances.SAME_BACKEND;
import static io.microexp.testing.Tolerances.assertClose;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.microexp.BackendException;
import io.microexp.DataFormatException;
import io.microexp.Emotion;
import io.microexp.ModelFormatException;
import io.microexp.model.Preprocessing;
import io.microexp.training.augment.Augmentation;
import io.microexp.training.augment.Batch;
import io.microexp.training.augment.BatchLoader;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.synthetic.SyntheticFaces;
import io.microexp.training.export.OnnxExporter;
import io.microexp.training.export.WeightFormat;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.Strides;
import io.microexp.training.testing.BrightnessModel;
import io.microexp.training.testing.TestNetworks;
import io.microexp.training.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of teacher on the same augmented and mixed faces, and what is refused. */
class TeachersTest {
    private static final NetworkSpec STUDENT =
            NetworkSpec.microExpNet(Emotion.FER2013).withStrides(Strides.LITERAL);
    private static final FaceDataset FACES = SyntheticFaces.generate("Training", Emotion.FER2013, 13, 48, 1);
    private static final float CALIBRATION = 1.7f;
    private static final float T = 4f;

    @TempDir
    private Path folder;

    @Test
    void aModelFileTeachesWhatItsRunDoesOnBatchesOfAnySize() throws IOException {
        Path run = run("teacher", STUDENT, 3);
        Path file = export(run, "teacher.onnx");
        try (NDManager manager = NDManager.newBaseManager();
                Teacher network = Teachers.open(List.of(run), STUDENT, FACES, T);
                Teacher model = Teachers.open(List.of(file), STUDENT, FACES, T)) {
            assertThat(network).isInstanceOf(NetworkTeacher.class);
            assertThat(model).isInstanceOf(OnnxTeacher.class);
            List<Batch> batches = batches();
            assertThat(batches).extracting(Batch::size).containsExactly(8, 5);
            for (Batch batch : batches) {
                for (float temperature : new float[] {1, T}) {
                    float[] expected = softened(network, batch, temperature, manager);
                    assertClose(softened(model, batch, temperature, manager), expected, ACROSS_BACKENDS);
                }
            }
        }
    }

    /** The answers (3/4, 1/4) and (1/4, 3/4) at T = 4 are (1/2, 1/2) on average. */
    @Test
    void anEnsembleIsTheMeanOfItsMembersDistributionsAtTheTemperature() {
        try (NDManager manager = NDManager.newBaseManager();
                Teacher ensemble = new EnsembleTeacher(
                        List.of(
                                new FixedTeacher((float) (T * Math.log(3)), 0),
                                new FixedTeacher(0, (float) (T * Math.log(3))),
                                new FixedTeacher(0, 0)),
                        T,
                        List.of(2))) {
            NDArray pixels = manager.zeros(new Shape(1, 1, 1, 1));
            NDArray logits = ensemble.logits(null, pixels);
            float[] mean = logits.div(manager.full(new Shape(), T)).softmax(-1).toFloatArray();
            assertClose(mean, new float[] {0.5f, 0.5f}, SAME_BACKEND);
        }
    }

    @Test
    void anEnsembleTeachesTheMeanOfItsMembersLosses() {
        float[][] members = {{3, -1}, {-2, 0.5f}, {40, -40}};
        DistillationLoss loss = new DistillationLoss(1f, T);
        try (NDManager manager = NDManager.newBaseManager();
                Teacher ensemble = new EnsembleTeacher(
                        List.of(
                                new FixedTeacher(members[0]),
                                new FixedTeacher(members[1]),
                                new FixedTeacher(members[2])),
                        T,
                        List.of(members[0].length))) {
            NDArray pixels = manager.zeros(new Shape(1, 1, 1, 1));
            NDArray targets = manager.zeros(new Shape(1, 2));
            double[] together = new double[2];
            double[] apart = new double[2];
            for (int s = 0; s < 2; s++) {
                NDList student = new NDList(manager.create(new float[] {s, 0.3f}, new Shape(1, 2)));
                NDArray soft = ensemble.logits(null, pixels);
                together[s] = loss.evaluate(new NDList(targets, soft), student).getFloat();
                for (float[] member : members) {
                    NDArray alone = manager.create(member, new Shape(1, 2));
                    apart[s] +=
                            loss.evaluate(new NDList(targets, alone), student).getFloat() / members.length;
                }
            }
            assertThat(together[1] - together[0]).isCloseTo(apart[1] - apart[0], offset(1e-4));
        }
    }

    @Test
    void aMirroredTeacherSaysOfAFaceWhatTheTeacherSaysOfItsMirrorImage() throws IOException {
        Path run = run("teacher", STUDENT, 3);
        Path file = export(run, "teacher.onnx");
        Batch batch = batches().get(0);
        Batch mirrored = mirrorImages(batch);
        try (NDManager manager = NDManager.newBaseManager();
                Teacher network = Teachers.open(List.of(run), STUDENT, FACES, T);
                Teacher model = Teachers.open(List.of(file), STUDENT, FACES, T)) {
            for (Teacher teacher : List.of(network, model)) {
                float[] expected = softened(teacher, mirrored, T, manager);
                assertThat(expected).isNotEqualTo(softened(teacher, batch, T, manager));
                assertClose(softened(new MirroredTeacher(teacher), batch, T, manager), expected, SAME_BACKEND);
            }
        }
    }

    @Test
    void aRunAndAFileMakeAnEnsemble() throws IOException {
        Path run = run("one", STUDENT, 3);
        Path file = export(run("two", STUDENT, 4), "two.onnx");
        Batch batch = batches().get(0);
        try (NDManager manager = NDManager.newBaseManager();
                Teacher one = Teachers.open(List.of(run), STUDENT, FACES, T);
                Teacher two = Teachers.open(List.of(file), STUDENT, FACES, T);
                Teacher both = Teachers.open(List.of(run, file), STUDENT, FACES, T)) {
            float[] first = softened(one, batch, T, manager);
            float[] second = softened(two, batch, T, manager);
            float[] mean = new float[first.length];
            for (int i = 0; i < mean.length; i++) {
                mean[i] = (first[i] + second[i]) / 2;
            }
            assertClose(softened(both, batch, T, manager), mean, SAME_BACKEND);
        }
    }

    @Test
    void aTeacherOfOtherClassesOrSizeIsRefused() throws IOException {
        NetworkSpec eight = NetworkSpec.microExpNet(Emotion.FERPLUS).withStrides(Strides.LITERAL);
        Path run = run("eight", eight, 3);
        Path file = export(run, "eight.onnx");
        for (Path teacher : List.of(run, file)) {
            assertThatThrownBy(() -> Teachers.open(List.of(teacher), STUDENT, FACES, T))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(
                            "Teacher " + teacher.getFileName() + ": expected the student's labels [ANGER")
                    .hasMessageContaining("CONTEMPT")
                    .hasMessageEndingWith("Give a teacher of the same classes and input");
        }
        NetworkSpec larger = TestNetworks.larger(STUDENT);
        Path seven = export(run("seven", STUDENT, 3), "seven.onnx");
        assertThatThrownBy(() -> Teachers.open(List.of(seven), larger, FACES, T))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("Teacher seven.onnx", "width=64", "found", "width=48");
    }

    @Test
    void filesAndFoldersThatAreNoTeachersAreRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.onnx"), "no model at all");
        assertThatThrownBy(() -> Teachers.open(List.of(text), STUDENT, FACES, T))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("notes.onnx");
        assertThatThrownBy(() -> Teachers.open(List.of(folder), STUDENT, FACES, T))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("run.json");
        assertThatThrownBy(() -> Teachers.open(List.of(), STUDENT, FACES, T))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Expected at least one teacher and a positive temperature, found 0 teachers and temperature"
                        + " 4.0");
    }

    @Test
    void aRunWithTheWeightsOfAnotherNetworkIsRefused() throws IOException {
        Path run = run("mixed", STUDENT, 3);
        Path eight = run("eight", NetworkSpec.microExpNet(Emotion.FERPLUS).withStrides(Strides.LITERAL), 3);
        Files.copy(RunFolder.open(eight).bestWeights(), RunFolder.open(run).bestWeights(), REPLACE_EXISTING);
        assertThatThrownBy(() -> Teachers.open(List.of(run), STUDENT, FACES, T))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("expected shape (7, 256), found (8, 256)");
    }

    /** A model that answers nothing but NaN. */
    @Test
    void answersThatAreNoProbabilitiesAreRefused() throws IOException {
        Path file = folder.resolve("nan.onnx");
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = TestNetworks.of(STUDENT, 3, manager);
            NDArray bias = network.getParameters()
                    .valueAt(network.getParameters().size() - 1)
                    .getArray();
            bias.set(new float[] {Float.NaN, 0, 0, 0, 0, 0, 0});
            OnnxExporter.builder(STUDENT, network).weights(WeightFormat.FLOAT32).write(file);
        }
        try (NDManager manager = NDManager.newBaseManager();
                Teacher teacher = Teachers.open(List.of(file), STUDENT, FACES, T)) {
            Batch batch = batches().get(0);
            NDArray pixels = pixels(batch, manager);
            assertThatThrownBy(() -> teacher.logits(batch, pixels))
                    .isInstanceOf(BackendException.class)
                    .hasMessage("Teacher nan.onnx: expected probabilities, found NaN; its weights are damaged or it has"
                            + " no softmax. Export it again");
        }
    }

    /** A sharp model underflows to probabilities of 0, which have no logarithm. */
    @Test
    void aCertainTeacherGivesFiniteLogits() throws IOException {
        Path file = Files.write(
                folder.resolve("sharp.onnx"),
                BrightnessModel.of(Emotion.FER2013).toBytes());
        NetworkSpec student = new NetworkSpec(
                STUDENT.architecture(), STUDENT.labels(), new Preprocessing(48, 48, 0, 1), STUDENT.strides(), true, 0f);
        try (NDManager manager = NDManager.newBaseManager();
                Teacher teacher = Teachers.open(List.of(file), student, FACES, T)) {
            float[] black = new float[48 * 48];
            Batch batch = new Batch(black, new float[7], new int[] {0}, new int[] {0}, new float[] {1}, 1);
            float[] logits = teacher.logits(batch, pixels(batch, manager)).toFloatArray();
            assertThat(logits[0]).isCloseTo(0, offset(1e-4f));
            assertThat(logits[6]).isBetween(-88f, -80f);
        }
    }

    @Test
    void aTeacherMayStretchGrayLevelsOtherwiseThanItsStudent() throws IOException {
        Path file = Files.write(
                folder.resolve("plain.onnx"),
                BrightnessModel.of(Emotion.FER2013).toBytes());
        NetworkSpec student = new NetworkSpec(
                STUDENT.architecture(),
                STUDENT.labels(),
                new Preprocessing(48, 48, 0, 1, 100, false),
                STUDENT.strides(),
                true,
                0f);
        try (Teacher teacher = Teachers.open(List.of(file), student, FACES, T)) {
            assertThat(teacher.identity()).contains("plain.onnx");
        }
    }

    private static Batch mirrorImages(Batch batch) {
        float[] pixels = batch.pixels().clone();
        int width = STUDENT.preprocessing().width();
        for (int i = 0; i < pixels.length; i++) {
            int x = i % width;
            pixels[i] = batch.pixels()[i - x + width - 1 - x];
        }
        return new Batch(pixels, batch.targets(), batch.indices(), batch.partners(), batch.lambda(), batch.view());
    }

    private static float[] softened(Teacher teacher, Batch batch, float temperature, NDManager manager) {
        NDArray logits = teacher.logits(batch, pixels(batch, manager));
        return logits.div(manager.full(new Shape(), temperature)).softmax(-1).toFloatArray();
    }

    private static NDArray pixels(Batch batch, NDManager manager) {
        return manager.create(batch.pixels(), new Shape(batch.size(), 1, 48, 48));
    }

    private static List<Batch> batches() {
        try (BatchLoader loader =
                BatchLoader.training(FACES, Preprocessing.FER2013, 8, Augmentation.STRONG, 0.1f, 1, 1, 1)) {
            List<Batch> batches = new ArrayList<>();
            loader.forEachRemaining(batches::add);
            return batches;
        }
    }

    private Path run(String name, NetworkSpec spec, long seed) throws IOException {
        Path run = folder.resolve(name);
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = TestNetworks.of(spec, seed, pixels(batches().get(0), manager), manager);
            TestNetworks.begin(run, spec, seed).writeBest(network);
        }
        return run;
    }

    private Path export(Path run, String name) throws IOException {
        Path file = folder.resolve(name);
        RunFolder opened = RunFolder.open(run);
        try (NDManager manager = NDManager.newBaseManager()) {
            OnnxExporter.builder(opened.network(), opened.bestNetwork(manager))
                    .temperature(CALIBRATION)
                    .weights(WeightFormat.FLOAT32)
                    .write(file);
        }
        return file;
    }

    /** Says the same of every face. */
    private static final class FixedTeacher implements Teacher {
        private final float[] logits;

        FixedTeacher(float... logits) {
            this.logits = logits;
        }

        @Override
        public NDArray logits(Batch batch, NDArray pixels) {
            return pixels.getManager().create(logits, new Shape(1, logits.length));
        }

        @Override
        public String identity() {
            return "fixed";
        }

        @Override
        public void close() {}
    }
}

package io.microexp.training.distill;

import static io.microexp.testing.Tolerances.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.microexp.Emotion;
import io.microexp.training.augment.Augmentation;
import io.microexp.training.augment.Batch;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.SyntheticFaces;
import io.microexp.training.fit.TrainingConfig;
import io.microexp.training.model.NetworkSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedTeacherTest {
    private static final NetworkSpec STUDENT = NetworkSpec.microExpNet(Emotion.FER2013);
    private static final FaceDataset FACES = SyntheticFaces.generate("Training", Emotion.FER2013, 2, 48, 1);
    private static final TrainingConfig CONFIG = TrainingConfig.STRONG;
    /** Logits are kept in steps of 1/256. */
    private static final float STEP = 1 / 256f;

    @TempDir
    private Path folder;

    @Test
    void repeatsTheLogitsUpToAConstant() throws IOException {
        float[] probabilities = {0.5f, 0.2f, 0.1f, 0.1f, 0.05f, 0.03f, 0.02f};
        float[] found = answer(batch(1, 0, 0, 1f), logs(probabilities), logs(uniform()));

        assertClose(found, logs(probabilities), STEP);
    }

    @Test
    void mixesTwoDistributionsAsMixupMixesTheirFaces() throws IOException {
        float[] first = {0.94f, 0.01f, 0.01f, 0.01f, 0.01f, 0.01f, 0.01f};
        float[] second = {0.01f, 0.01f, 0.01f, 0.94f, 0.01f, 0.01f, 0.01f};
        float[] mixed = {0.661f, 0.01f, 0.01f, 0.289f, 0.01f, 0.01f, 0.01f};

        float[] found = answer(batch(1, 0, 1, 0.7f), logs(first), logs(second));

        assertClose(found, logs(mixed), STEP);
    }

    @Test
    void goesThroughTheViewsAgainAndAgain() throws IOException {
        try (RecordedTeacher teacher = new RecordedTeacher(targets(3), STUDENT, CONFIG, FACES)) {
            assertThat(IntStream.rangeClosed(1, 7).map(teacher::view)).containsExactly(1, 2, 3, 1, 2, 3, 1);
        }
    }

    private float[] answer(Batch batch, float[] first, float[] second) throws IOException {
        SoftTargets targets = targets(1);
        float[] both = new float[14];
        System.arraycopy(first, 0, both, 0, 7);
        System.arraycopy(second, 0, both, 7, 7);
        targets.write(1, both);
        try (NDManager manager = NDManager.newBaseManager();
                RecordedTeacher teacher = new RecordedTeacher(targets, STUDENT, CONFIG, FACES)) {
            return teacher.logits(batch, manager.create(batch.pixels(), new Shape(1, 1, 1, 1)))
                    .toFloatArray();
        }
    }

    private SoftTargets targets(int views) throws IOException {
        Augmentation augmentation = RecordedTeacher.alone(CONFIG.augmentation());
        return SoftTargets.begin(
                folder,
                new SoftTargets.Description(
                        STUDENT.labels(),
                        STUDENT.preprocessing(),
                        augmentation,
                        CONFIG.seed(),
                        views,
                        FACES.size(),
                        FACES.sha256(),
                        "a test"));
    }

    private static Batch batch(int view, int face, int partner, float lambda) {
        return new Batch(new float[1], new float[7], new int[] {face}, new int[] {partner}, new float[] {lambda}, view);
    }

    private static float[] uniform() {
        float[] uniform = new float[7];
        Arrays.fill(uniform, 1 / 7f);
        return uniform;
    }

    private static float[] logs(float[] probabilities) {
        float[] logs = new float[probabilities.length];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = (float) Math.log(probabilities[i]);
        }
        return logs;
    }
}

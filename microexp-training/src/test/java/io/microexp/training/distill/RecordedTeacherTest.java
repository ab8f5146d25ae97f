package io.microexp.training.distill;

import static io.microexp.testing.Tolerances.assertClose;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.microexp.Emotion;
import io.microexp.training.augment.Augmentation;
import io.microexp.training.augment.Batch;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.synthetic.SyntheticFaces;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.train.TrainingConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
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
    void saysOfViewsThatWereNotRecordedWhatItSaidOnAverage() throws IOException {
        SoftTargets targets = targets(2);
        float[] first = {4, 0, 0, 0, 0, 0, 0};
        float[] second = {0, 8, 0, 0, 0, 0, 0};
        targets.write(1, twice(first));
        targets.write(2, twice(second));
        TrainingConfig otherSeed = CONFIG.toBuilder().seed(CONFIG.seed() + 1).build();
        float[] mean = new float[7];
        for (int c = 0; c < 7; c++) {
            mean[c] = (softened(first)[c] + softened(second)[c]) / 2;
        }

        float[] afterTheLast = softened(answer(targets, CONFIG, batch(3, 0, 0, 1f)));
        float[] ofAnotherSeed = softened(answer(targets, otherSeed, batch(1, 0, 0, 1f)));
        float[] recorded = softened(answer(targets, CONFIG, batch(2, 0, 0, 1f)));

        assertClose(afterTheLast, mean, STEP);
        assertClose(ofAnotherSeed, mean, STEP);
        assertClose(recorded, softened(second), STEP);
    }

    private float[] answer(Batch batch, float[] first, float[] second) throws IOException {
        SoftTargets targets = targets(1);
        float[] both = new float[14];
        System.arraycopy(first, 0, both, 0, 7);
        System.arraycopy(second, 0, both, 7, 7);
        targets.write(1, both);
        return answer(targets, CONFIG, batch);
    }

    private static float[] answer(SoftTargets targets, TrainingConfig config, Batch batch) {
        try (NDManager manager = NDManager.newBaseManager();
                RecordedTeacher teacher = new RecordedTeacher(targets, STUDENT, config, FACES)) {
            return teacher.logits(batch, manager.create(batch.pixels(), new Shape(1, 1, 1, 1)))
                    .toFloatArray();
        }
    }

    private SoftTargets targets(int views) throws IOException {
        Augmentation augmentation = CONFIG.sampling().augmentation().clean();
        return SoftTargets.begin(
                folder,
                new SoftTargets.Description(
                        STUDENT.labels(),
                        STUDENT.heads(),
                        STUDENT.preprocessing(),
                        augmentation,
                        CONFIG.seed(),
                        views,
                        FACES.size(),
                        FACES.pixelsSha256(),
                        "a teacher",
                        "a test"));
    }

    private static Batch batch(int view, int face, int partner, float lambda) {
        return new Batch(new float[1], new float[7], new int[] {face}, new int[] {partner}, new float[] {lambda}, view);
    }

    /** The same logits for each of the two faces. */
    private static float[] twice(float[] logits) {
        float[] both = new float[14];
        System.arraycopy(logits, 0, both, 0, 7);
        System.arraycopy(logits, 0, both, 7, 7);
        return both;
    }

    /** The softmax at the temperature of the distillation. */
    private static float[] softened(float[] logits) {
        float[] distribution = new float[logits.length];
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit / CONFIG.objective().temperature());
        }
        for (int i = 0; i < logits.length; i++) {
            distribution[i] = (float) (Math.exp(logits[i] / CONFIG.objective().temperature()) / sum);
        }
        return distribution;
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

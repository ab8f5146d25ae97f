package io.microexp.training.distill;

import static io.microexp.testing.Tolerances.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.microexp.DataFormatException;
import io.microexp.Emotion;
import io.microexp.image.GrayImage;
import io.microexp.training.augment.Batch;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.synthetic.SyntheticFaces;
import io.microexp.training.network.NetworkSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faces of two kinds: all taggers saw happiness, or all saw sadness. A quarter of the happy ones are labeled neutral. */
class VotesTeacherTest {
    private static final NetworkSpec STUDENT = NetworkSpec.microExpNet(Emotion.FER2013);
    private static final GrayImage FACE =
            SyntheticFaces.generate("Training", Emotion.FER2013, 1, 48, 1).image(0);
    private static final String HEADER =
            "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF";
    private static final String HAPPY = "Training,a.png,0,10,0,0,0,0,0,0,0,0";
    private static final String SAD = "Training,b.png,0,0,0,10,0,0,0,0,0,0";
    /** Of a probability: the regression ends when its digits no longer matter to a student. */
    private static final float FITTED = 0.01f;

    @TempDir
    private Path folder;

    private Path votes;

    @BeforeEach
    void votes() throws IOException {
        votes = Files.write(
                folder.resolve("votes.csv"), List.of(HEADER, HAPPY, HAPPY, HAPPY, HAPPY, SAD, SAD, SAD, SAD));
    }

    @Test
    void saysHowOftenFacesOfSuchVotesHaveEachLabel() {
        assertClose(answer(0, 0, 1f), distribution(0.75f, 0, 0.25f), FITTED);
        assertClose(answer(3, 3, 1f), distribution(0.75f, 0, 0.25f), FITTED);
        assertClose(answer(4, 4, 1f), distribution(0, 1, 0), FITTED);
    }

    @Test
    void mixesTwoDistributionsAsMixupMixesTheirFaces() {
        assertClose(answer(0, 4, 0.5f), distribution(0.375f, 0.5f, 0.125f), FITTED);
    }

    @Test
    void aStudentThatLearnsTheVotesThemselvesIsRefused() {
        NetworkSpec eight = NetworkSpec.microExpNet(Emotion.FERPLUS);

        assertThatThrownBy(() -> VotesTeacher.open(votes, eight, faces()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Teacher votes.csv: expected a student of FER2013's labels [ANGER")
                .hasMessageContaining("CONTEMPT")
                .hasMessageEndingWith("A student of FER+'s labels is trained on the votes by --votes");
    }

    @Test
    void votesOnOtherFacesAreRefused() throws IOException {
        Path fewer = Files.write(folder.resolve("fewer.csv"), List.of(HEADER, HAPPY, SAD));

        assertThatThrownBy(() -> VotesTeacher.open(fewer, STUDENT, faces()))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContainingAll("fewer.csv", "expected 8 rows of usage Training", "found 2");
    }

    @Test
    void aCsvFileIsOpenedAsVotes() {
        try (Teacher teacher = Teachers.open(List.of(votes), STUDENT, faces(), 4f)) {
            assertThat(teacher).isInstanceOf(VotesTeacher.class);
        }
    }

    private static FaceDataset faces() {
        FaceDataset.Builder faces = FaceDataset.builder("Training", Emotion.FER2013);
        for (Emotion label : List.of(Emotion.HAPPINESS, Emotion.HAPPINESS, Emotion.HAPPINESS, Emotion.NEUTRAL)) {
            faces.add(FACE, Emotion.FER2013.indexOf(label));
        }
        for (int i = 0; i < 4; i++) {
            faces.add(FACE, Emotion.FER2013.indexOf(Emotion.SADNESS));
        }
        return faces.build();
    }

    private float[] answer(int face, int partner, float lambda) {
        try (Teacher teacher = VotesTeacher.open(votes, STUDENT, faces());
                NDManager manager = NDManager.newBaseManager()) {
            Batch batch = new Batch(
                    new float[48 * 48], new float[7], new int[] {face}, new int[] {partner}, new float[] {lambda}, 1);
            return teacher.logits(batch, manager.create(batch.pixels(), new Shape(1, 1, 48, 48)))
                    .softmax(-1)
                    .toFloatArray();
        }
    }

    private static float[] distribution(float happiness, float sadness, float neutral) {
        float[] distribution = new float[7];
        distribution[Emotion.FER2013.indexOf(Emotion.HAPPINESS)] = happiness;
        distribution[Emotion.FER2013.indexOf(Emotion.SADNESS)] = sadness;
        distribution[Emotion.FER2013.indexOf(Emotion.NEUTRAL)] = neutral;
        return distribution;
    }
}

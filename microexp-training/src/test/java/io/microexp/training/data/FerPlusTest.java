package io.microexp.training.data;

import static io.microexp.training.data.Fer2013Files.HEADER;
import static io.microexp.training.data.Fer2013Files.VOTES_HEADER;
import static io.microexp.training.data.Fer2013Files.row;
import static io.microexp.training.data.Fer2013Files.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.DataFormatException;
import io.microexp.Emotion;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vote columns: neutral, happiness, surprise, sadness, anger, disgust, fear, contempt, unknown, NF. */
class FerPlusTest {
    private static final String CLEAR_HAPPINESS = "Training,fer0.png,1,8,0,0,1,0,0,0,0,0";
    private static final String HALF_CONTEMPT = "Training,fer1.png,3,0,0,2,0,0,0,5,0,0";
    private static final String SCATTERED_FEAR = "Training,fer2.png,1,1,1,1,1,1,2,1,1,0";
    private static final String TIE = "Training,fer3.png,5,0,0,5,0,0,0,0,0,0";
    private static final String MOSTLY_UNKNOWN = "Training,fer4.png,3,0,0,0,0,0,0,0,7,0";
    private static final String NO_FACE = "Training,,0,0,0,0,0,0,0,0,0,10";

    @TempDir
    private Path folder;

    private Path csv;
    private Path votes;

    @BeforeEach
    void writeFiles() throws IOException {
        csv = write(
                folder.resolve("fer2013.csv"),
                HEADER,
                row(3, 0, "Training"),
                row(4, 1, "Training"),
                row(2, 2, "Training"),
                row(4, 3, "Training"),
                row(6, 4, "Training"),
                row(0, 5, "Training"));
        votes = write(
                folder.resolve("fer2013new.csv"),
                VOTES_HEADER,
                CLEAR_HAPPINESS,
                HALF_CONTEMPT,
                SCATTERED_FEAR,
                TIE,
                MOSTLY_UNKNOWN,
                NO_FACE);
    }

    @Test
    void pluralityTakesFacesWithOneTopEmotion() {
        FaceDataset faces = FerPlus.readHard(csv, votes, "Training", FerPlusProtocol.PLURALITY);

        assertThat(faces.labels()).isEqualTo(Emotion.FERPLUS);
        assertFaces(faces, 0, 1, 2);
        assertThat(emotions(faces)).containsExactly(Emotion.HAPPINESS, Emotion.CONTEMPT, Emotion.FEAR);
    }

    @Test
    void majorityDropsSingleVotesAndWantsMoreThanHalfOfTheRest() {
        FaceDataset faces = FerPlus.readHard(csv, votes, "Training", FerPlusProtocol.MAJORITY);

        assertFaces(faces, 0, 2);
        assertThat(emotions(faces)).containsExactly(Emotion.HAPPINESS, Emotion.FEAR);
    }

    @Test
    void softTargetsAreTheSharesOfTheEightEmotions() {
        FaceDataset faces = FerPlus.readSoft(csv, votes, "Training", false);

        assertFaces(faces, 0, 1, 2, 3);
        // anger, disgust, fear, happiness, sadness, surprise, neutral, contempt
        assertThat(faces.target(0)).containsExactly(0.1f, 0, 0, 0.8f, 0, 0, 0.1f, 0);
        assertThat(faces.target(1)).containsExactly(0, 0, 0, 0, 0.2f, 0, 0.3f, 0.5f);
        float ninth = 1 / 9f;
        assertThat(faces.target(2)).containsExactly(ninth, ninth, 2 / 9f, ninth, ninth, ninth, ninth, ninth);
        assertThat(faces.target(3)).containsExactly(0, 0, 0, 0, 0.5f, 0, 0.5f, 0);
    }

    @Test
    void singleVotesMayBeDroppedFromSoftTargets() {
        FaceDataset faces = FerPlus.readSoft(csv, votes, "Training", true);

        assertFaces(faces, 0, 1, 2, 3);
        assertThat(faces.target(0)).containsExactly(0, 0, 0, 1, 0, 0, 0, 0);
        assertThat(faces.target(2)).containsExactly(0, 0, 1, 0, 0, 0, 0, 0);
    }

    @Test
    void votesStandBesideTheFacesOfFer2013() {
        FaceDataset faces = Fer2013.read(csv, "Training");

        int[][] counts = FerPlus.counts(faces, votes);

        assertThat(counts).hasDimensions(6, 10);
        // anger, disgust, fear, happiness, sadness, surprise, neutral, contempt, unknown, no face
        assertThat(counts[1]).containsExactly(0, 0, 0, 0, 2, 0, 3, 5, 0, 0);
    }

    @Test
    void otherUsagesMayBeMissingFromEitherFile() throws IOException {
        Path more = write(
                folder.resolve("more.csv"),
                VOTES_HEADER,
                "PublicTest,a.png,0,0,0,10,0,0,0,0,0,0",
                "Training,fer0.png,0,0,10,0,0,0,0,0,0,0",
                "PrivateTest,b.png,0,0,0,0,10,0,0,0,0,0");
        Path one = write(folder.resolve("one.csv"), HEADER, row(1, 77, "Training"));

        FaceDataset faces = FerPlus.readHard(one, more, "Training", FerPlusProtocol.MAJORITY);

        assertThat(emotions(faces)).containsExactly(Emotion.SURPRISE);
    }

    @Test
    void refusesVotesForAnotherNumberOfFaces() throws IOException {
        Path fewer = write(folder.resolve("fewer.csv"), VOTES_HEADER, CLEAR_HAPPINESS, TIE);

        assertThatThrownBy(() -> FerPlus.readSoft(csv, fewer, "Training", false))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContainingAll("fewer.csv", "expected 6 rows of usage Training", "found 2");
    }

    @Test
    void refusesVotesWithoutTheUsage() throws IOException {
        Path other = write(folder.resolve("other.csv"), VOTES_HEADER, TIE.replace("Training", "PublicTest"));

        assertThatThrownBy(() -> FerPlus.readSoft(csv, other, "Training", false))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContainingAll("other.csv", "split Training", "[PublicTest]");
    }

    @Test
    void refusesVotesOutOfRangeAndMissingColumns() throws IOException {
        Path eleven = write(folder.resolve("eleven.csv"), VOTES_HEADER, "Training,a.png,11,0,0,0,0,0,0,0,0,0");
        Path noFear = write(folder.resolve("noFear.csv"), VOTES_HEADER.replace("fear", "awe"), TIE);

        assertThatThrownBy(() -> FerPlus.readSoft(csv, eleven, "Training", false))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContainingAll("eleven.csv, line 2", "neutral", "0..10", "\"11\"");
        assertThatThrownBy(() -> FerPlus.readSoft(csv, noFear, "Training", false))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContainingAll("noFear.csv, line 1", "fear", "awe");
    }

    private static void assertFaces(FaceDataset faces, int... firstPixels) {
        assertThat(faces.size()).isEqualTo(firstPixels.length);
        for (int i = 0; i < firstPixels.length; i++) {
            assertThat(faces.image(i).get(0, 0)).as("face " + i).isEqualTo(firstPixels[i]);
        }
    }

    private static Emotion[] emotions(FaceDataset faces) {
        Emotion[] emotions = new Emotion[faces.size()];
        for (int i = 0; i < emotions.length; i++) {
            emotions[i] = faces.labels().get(faces.label(i));
        }
        return emotions;
    }
}

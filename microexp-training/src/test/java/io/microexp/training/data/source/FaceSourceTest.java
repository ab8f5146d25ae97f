package io.microexp.training.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.DataFormatException;
import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.Fer2013Files;
import io.microexp.training.data.FerPlusProtocol;
import io.microexp.training.data.ImageFiles;
import io.microexp.training.data.Splits;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaceSourceTest {
    @TempDir
    private Path folder;

    @Test
    void aCsvFileNamesItsSplits() throws IOException {
        Path csv = Fer2013Files.write(
                folder.resolve("fer2013.csv"),
                Fer2013Files.HEADER,
                Fer2013Files.row(1, 0, "Training"),
                Fer2013Files.row(2, 0, "PublicTest"));

        FaceSource source = open(csv);

        assertThat(source.splits()).containsExactly("PublicTest", "Training");
        assertThat(source.trainingSplit()).contains("Training");
        assertThat(source.validationSplit()).contains("PublicTest");
        assertThat(source.labels()).isEqualTo(Emotion.FER2013);
        assertThat(source.read("Training", Preprocessing.FER2013).label(0)).isEqualTo(1);
    }

    @Test
    void aFolderHasTheClassesThatHaveAFolder() throws IOException {
        image("train/sad/a.png");
        image("train/happy/a.png");
        image("test/contempt/a.png");

        FaceSource source = open(folder);

        assertThat(source.labels()).containsExactly(Emotion.HAPPINESS, Emotion.SADNESS, Emotion.CONTEMPT);
        assertThat(source.splits()).containsExactly("test", "train");
        assertThat(source.trainingSplit()).contains("train");
        assertThat(source.validationSplit()).contains("test");
        FaceDataset train = source.read("train", Preprocessing.FER2013);
        assertThat(train.labels()).isEqualTo(source.labels());
        assertThat(train.size()).isEqualTo(2);
    }

    @Test
    void aFolderOfClassesIsOneSplit() throws IOException {
        image("happy/a.png");
        image("fear/a.png");

        FaceSource source = open(folder);

        assertThat(source.splits()).containsExactly("all");
        assertThat(source.trainingSplit()).contains("all");
        assertThat(source.validationSplit()).isEmpty();
        assertThat(source.read("all", Preprocessing.FER2013).size()).isEqualTo(2);
    }

    @Test
    void affectNetIsFoundByItsAnnotations() throws IOException {
        image("val_set/images/1.png");
        Files.createDirectories(folder.resolve("val_set/annotations"));
        image("train_set/images/1.png");
        Files.createDirectories(folder.resolve("train_set/annotations"));

        FaceSource source = open(folder);

        assertThat(source.labels()).isEqualTo(Emotion.FERPLUS);
        assertThat(source.trainingSplit()).contains("train_set");
        assertThat(source.validationSplit()).contains("val_set");
        assertThatThrownBy(() -> source.read("val_set", Preprocessing.FER2013))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("1_exp.npy");
    }

    @Test
    void aSplitThatIsNotThereIsRefusedWithThoseThatAre() throws IOException {
        image("train/happy/a.png");

        assertThatThrownBy(() -> open(folder).read("test", Preprocessing.FER2013))
                .isInstanceOf(DataFormatException.class)
                .hasMessage(folder + ": expected a split \"test\", found only [train]");
        assertThatThrownBy(() -> FaceSource.drawn(7, Emotion.FER2013, 1).read("test", Preprocessing.FER2013))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("[synthetic, synthetic-valid]");
    }

    @Test
    void classFoldersOfOtherNamesAloneAreNotTakenForSplits() throws IOException {
        image("pain/a.png");
        image("drowsy/a.png");

        assertThatThrownBy(() -> open(folder))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContainingAll("happiness", "found \"drowsy\"", "not supported");
    }

    @Test
    void foldersOfOtherNamesAreRefused() throws IOException {
        image("train/pain/a.png");

        assertThatThrownBy(() -> open(folder))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContainingAll("train/pain", "happiness", "found \"pain\"", "not supported");
        assertThatThrownBy(() -> open(Files.createDirectories(folder.resolve("empty"))))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("found no folder");
    }

    @Test
    void votesBelongToTheCsvFile() {
        assertThatThrownBy(() -> FaceSource.open(
                        folder, Optional.of(folder.resolve("fer2013new.csv")), FerPlusProtocol.PLURALITY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found the folder " + folder);
    }

    @Test
    void drawnFacesAreOthersInEachSplit() {
        FaceSource source = FaceSource.drawn(70, Emotion.FER2013, 3);

        FaceDataset train = source.read("synthetic", Preprocessing.FER2013);
        FaceDataset valid = source.read("synthetic-valid", Preprocessing.FER2013);

        assertThat(train.size()).isEqualTo(70);
        assertThat(valid.size()).isEqualTo(14);
        assertThat(Splits.unseen(valid, train)).hasSize(14);
        assertThatThrownBy(() -> FaceSource.drawn(0, Emotion.FER2013, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Expected at least 1 face to draw, found 0");
    }

    @Test
    void equalFacesLabelsAndVotesHaveEqualHashes() {
        FaceSource source = FaceSource.drawn(14, Emotion.FER2013, 3);
        FaceDataset faces = source.read("synthetic", Preprocessing.FER2013);
        FaceDataset voted = source.withVotes().read("synthetic", Preprocessing.FER2013);
        FaceDataset others = FaceSource.drawn(14, Emotion.FER2013, 4).read("synthetic", Preprocessing.FER2013);

        assertThat(source.withVotes().read("synthetic", Preprocessing.FER2013).sha256())
                .isEqualTo(voted.sha256());
        assertThat(voted.sha256()).isNotEqualTo(faces.sha256());
        assertThat(voted.pixelsSha256()).isEqualTo(faces.pixelsSha256());
        assertThat(faces.withLabels(Emotion.FERPLUS).sha256()).isNotEqualTo(faces.sha256());
        assertThat(others.sha256()).isNotEqualTo(faces.sha256());
    }

    @Test
    void facesTakeOtherClassesIfNoneIsLost() {
        FaceDataset seven = FaceSource.drawn(14, Emotion.FER2013, 3).read("synthetic", Preprocessing.FER2013);

        FaceDataset eight = seven.withLabels(Emotion.FERPLUS);

        for (int face = 0; face < seven.size(); face++) {
            assertThat(eight.labels().get(eight.label(face)))
                    .isEqualTo(seven.labels().get(seven.label(face)));
        }
        assertThatThrownBy(() -> seven.withLabels(List.of(Emotion.HAPPINESS)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("classes [happiness], found anger in split synthetic");
    }

    private static FaceSource open(Path data) {
        return FaceSource.open(data, Optional.empty(), FerPlusProtocol.PLURALITY);
    }

    private void image(String name) throws IOException {
        ImageFiles.png(folder.resolve(name), 48, 48, Color.GRAY);
    }
}

package io.microexp.training.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.ClassifierOptions;
import io.microexp.Emotion;
import io.microexp.FacialEmotionClassifier;
import io.microexp.model.EmotionModel;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.synthetic.SyntheticFaces;
import io.microexp.training.eval.Evaluator;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadTrainingTest {
    private static final List<Emotion> CLASSES = List.of(Emotion.HAPPINESS, Emotion.SADNESS, Emotion.CONTEMPT);
    /** Of FER2013's classes: contempt is a new one. */
    private static final EmotionModel START = EmotionModel.bundled("fer2013");

    private static FaceDataset faces(int count, long seed) {
        return SyntheticFaces.generate("faces", CLASSES, count, 48, seed);
    }

    @Test
    void theTrainedModelIsAsGoodOnOtherFacesAsCrossValidated() {
        HeadTraining training = HeadTraining.of(START, faces(90, 1));

        assertThat(training.improves()).isTrue();
        EmotionModel model = training.exporter().toModel("own");
        assertThat(model.metadata().labels()).isEqualTo(CLASSES);
        assertThat(model.metadata().isCalibrated()).isTrue();
        assertThat(model.metadata().provenance()).contains("last layer alone", START.sha256());
        ClassifierOptions options =
                ClassifierOptions.builder().model(model).backend("java").build();
        try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(options)) {
            double accuracy =
                    Evaluator.predict(classifier, faces(150, 2)).evaluate().accuracy();
            assertThat(accuracy)
                    .isGreaterThan(training.before().accuracy())
                    .isBetween(
                            training.after().accuracyInterval().low(),
                            Math.min(1, training.after().accuracyInterval().high() + 0.05));
        }
    }

    /** Nothing is right on more faces than the model whose own answers are the labels. */
    @Test
    void aStartThatCannotBeBeatenIsKept() {
        EmotionModel trained = HeadTraining.of(START, faces(90, 1)).exporter().toModel("trained");
        FaceDataset.Builder labeled = FaceDataset.builder("labeled", CLASSES);
        ClassifierOptions options =
                ClassifierOptions.builder().model(trained).backend("java").build();
        try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(options)) {
            FaceDataset faces = faces(120, 3);
            for (int face = 0; face < faces.size(); face++) {
                labeled.add(
                        faces.image(face),
                        CLASSES.indexOf(classifier.classify(faces.image(face)).top()));
            }
        }

        HeadTraining again = HeadTraining.of(trained, labeled.build());

        assertThat(again.before().accuracy()).isEqualTo(1);
        assertThat(again.improves()).isFalse();
        EmotionModel kept = again.exporter().calibrateOn(faces(9, 4)).toModel("kept");
        assertThat(kept.metadata().temperature()).isEqualTo(trained.metadata().temperature());
        assertThat(kept.metadata().provenance())
                .contains("the start was kept", "\"keptFrom\":\"trained sha256 " + trained.sha256());
    }

    @Test
    void refusesTooFewFacesOfAClass() {
        assertThatThrownBy(() -> HeadTraining.of(START, faces(57, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("at least 20", "19 faces of happiness", "leave out the class");
    }

    @Test
    void refusesFacesOfOneVideo() {
        FaceDataset one = faces(60, 1);
        int[] repeated = new int[60];
        for (int i = 0; i < repeated.length; i++) {
            repeated[i] = i % 3 == 1 ? 1 : i;
        }

        assertThatThrownBy(() -> HeadTraining.of(START, one.select(repeated)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("faces of sadness that differ", "found 1 groups");
    }
}

package io.microexp.training.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.Emotion;
import io.microexp.EmotionScores;
import io.microexp.FacialEmotionClassifier;
import io.microexp.image.GrayImage;
import io.microexp.model.EmotionModel;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.testing.BrightnessModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
    @Test
    void classifiesEveryFaceInOrderAndReportsProgress() {
        // more than two batches, every fifth face labeled one class too far
        FaceDataset.Builder split = FaceDataset.builder("test", Emotion.FER2013);
        for (int i = 0; i < 150; i++) {
            split.add(BrightnessModel.face(i % 7), i % 5 == 0 ? (i + 1) % 7 : i % 7);
        }
        List<Integer> progress = new ArrayList<>();

        Evaluation evaluation = Evaluator.predict(new Answers(Emotion.FER2013), split.build(), progress::add)
                .evaluate();

        assertThat(evaluation.count()).isEqualTo(150);
        assertThat(evaluation.correct()).isEqualTo(120);
        assertThat(progress).containsExactly(64, 128, 150);
    }

    @Test
    void endsBetweenTwoBatchesWhenTheThreadIsInterrupted() {
        FaceDataset.Builder split = FaceDataset.builder("test", Emotion.FER2013);
        for (int i = 0; i < 65; i++) {
            split.add(BrightnessModel.face(0), 0);
        }
        try {
            assertThatThrownBy(() -> Evaluator.predict(
                            new Answers(Emotion.FER2013),
                            split.build(),
                            done -> Thread.currentThread().interrupt()))
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("Interrupted after 64 of 65 faces");
        } finally {
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    @Test
    void scoresAPartOfTheSplit() {
        FaceDataset split = FaceDataset.builder("test", Emotion.FER2013)
                .add(BrightnessModel.face(0), 0)
                .add(BrightnessModel.face(1), 5)
                .add(BrightnessModel.face(2), 2)
                .build();

        Predictions predictions = Evaluator.predict(new Answers(Emotion.FER2013), split);

        assertThat(predictions.evaluate(new int[] {0, 2}).count()).isEqualTo(2);
        assertThat(predictions.evaluate(new int[] {0, 2}).accuracy()).isEqualTo(1);
        assertThatThrownBy(() -> predictions.evaluate(new int[0])).hasMessageContaining("at least one face");
    }

    @Test
    void findsTheMostConfidentMistakes() {
        FaceDataset split = FaceDataset.builder("test", Emotion.FER2013)
                .add(BrightnessModel.face(0), 0)
                .add(BrightnessModel.face(1), 5)
                .add(BrightnessModel.face(2), 3)
                .build();
        float[][] probabilities = {row(0, 1f), row(1, 0.5f), row(2, 0.75f)};
        Predictions predictions = new Predictions(Emotion.FER2013, new int[] {0, 5, 3}, probabilities);

        assertThat(predictions.worst(split, 9))
                .containsExactly(
                        new Mistake(2, split.image(2), Emotion.HAPPINESS, Emotion.FEAR, 0.75),
                        new Mistake(1, split.image(1), Emotion.SURPRISE, Emotion.DISGUST, 0.5));
        assertThat(predictions.worst(split, 1)).hasSize(1);
        assertThatThrownBy(() -> predictions.worst(split.select(0, 1), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("3 answers", "one of 2");
        assertThatThrownBy(() -> predictions.worst(split, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found -1");
    }

    /** A distribution whose top is class {@code index}. */
    private static float[] row(int index, float top) {
        float[] row = new float[Emotion.FER2013.size()];
        Arrays.fill(row, (1 - top) / (row.length - 1));
        row[index] = top;
        return row;
    }

    @Test
    void matchesClassesByEmotion() {
        List<Emotion> splitLabels = List.of(Emotion.NEUTRAL, Emotion.ANGER);
        FaceDataset split = FaceDataset.builder("test", splitLabels)
                .add(BrightnessModel.face(6), 0)
                .add(BrightnessModel.face(0), 1)
                .build();

        Evaluation evaluation =
                Evaluator.predict(new Answers(Emotion.FERPLUS), split).evaluate();

        assertThat(evaluation.labels()).isEqualTo(Emotion.FERPLUS);
        assertThat(evaluation.accuracy()).isEqualTo(1);
    }

    @Test
    void takesASplitWhoseExtraClassHasNoFaces() {
        FaceDataset split = FaceDataset.builder("test", Emotion.FERPLUS)
                .add(BrightnessModel.face(3), 3)
                .build();

        assertThat(Evaluator.predict(new Answers(Emotion.FER2013), split)
                        .evaluate()
                        .accuracy())
                .isEqualTo(1);
    }

    @Test
    void refusesFacesOfAClassThatTheModelLacks() {
        FaceDataset split = FaceDataset.builder("PublicTest", Emotion.FERPLUS)
                .add(BrightnessModel.face(7), 7)
                .build();

        assertThatThrownBy(() -> Evaluator.predict(new Answers(Emotion.FER2013), split))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "Split PublicTest",
                        "faces of [contempt]",
                        "the split's labels are [anger, disgust, fear, happiness, sadness, surprise, neutral,"
                                + " contempt]",
                        "the model's [anger, disgust, fear, happiness, sadness, surprise, neutral]");
    }

    @Test
    void refusesAnEmptySplit() {
        FaceDataset empty = FaceDataset.builder("PrivateTest", Emotion.FER2013).build();

        assertThatThrownBy(() -> Evaluator.predict(new Answers(Emotion.FER2013), empty))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Split PrivateTest has no faces");
    }

    /** Gives the class of {@link BrightnessModel#face} by its level. */
    private record Answers(List<Emotion> labels) implements FacialEmotionClassifier {
        @Override
        public EmotionScores classify(GrayImage face) {
            float[] out = new float[labels.size()];
            classify(face, out);
            return EmotionScores.of(labels, out);
        }

        @Override
        public void classify(GrayImage face, float[] out) {
            out[face.get(0, 0) / 30] = 1;
        }

        @Override
        public List<EmotionScores> classifyAll(List<GrayImage> faces) {
            return faces.stream().map(this::classify).toList();
        }

        @Override
        public EmotionModel model() {
            return BrightnessModel.of(labels);
        }

        @Override
        public String description() {
            return "answers";
        }

        @Override
        public void close() {}
    }
}

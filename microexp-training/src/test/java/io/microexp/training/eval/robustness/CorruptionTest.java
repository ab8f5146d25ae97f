package io.microexp.training.eval.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.Emotion;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.synthetic.SyntheticFaces;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CorruptionTest {
    private static final long SEED = 9;
    private static final FaceDataset FACES = SyntheticFaces.generate("PublicTest", Emotion.FER2013, 7, 48, SEED);

    @ParameterizedTest
    @EnumSource
    @DisplayName("equal seeds give equal faces, all of them changed, with their targets")
    void isSeeded(Corruption corruption) {
        FaceDataset first = corruption.apply(FACES, SEED);

        assertThat(first.sha256()).isEqualTo(corruption.apply(FACES, SEED).sha256());
        for (int i = 0; i < FACES.size(); i++) {
            assertThat(first.image(i).toArray())
                    .as("face " + i)
                    .isNotEqualTo(FACES.image(i).toArray());
            assertThat(first.target(i)).isEqualTo(FACES.target(i));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NOISE_10", "MOTION_7", "ROTATION_30"})
    void otherSeedsDrawAnew(Corruption corruption) {
        assertThat(corruption.apply(FACES, SEED).sha256())
                .isNotEqualTo(corruption.apply(FACES, SEED + 1).sha256());
    }

    @ParameterizedTest
    @EnumSource(names = {"BLUR_1", "RESOLUTION_24", "MOTION_7"})
    @DisplayName("lengths scale with the width: a face of twice the size is changed alike")
    void scalesWithTheFace(Corruption corruption) {
        FaceDataset large = SyntheticFaces.generate("PublicTest", Emotion.FER2013, 7, 96, SEED);

        double difference = meanChange(corruption, large) / meanChange(corruption, FACES);

        assertThat(difference).isBetween(0.6, 1.6);
    }

    private static double meanChange(Corruption corruption, FaceDataset faces) {
        FaceDataset changed = corruption.apply(faces, SEED);
        double sum = 0;
        byte[] before = faces.image(0).toArray();
        byte[] after = changed.image(0).toArray();
        for (int i = 0; i < before.length; i++) {
            sum += Math.abs((before[i] & 0xFF) - (after[i] & 0xFF));
        }
        return sum / before.length;
    }
}

package io.microexp.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.ClassifierOptions;
import io.microexp.Emotion;
import io.microexp.FacialEmotionClassifier;
import io.microexp.image.GrayImage;
import io.microexp.testing.TestModels;
import org.junit.jupiter.api.Test;

class OnnxProviderTest {
    @Test
    void describesRuntimeHardwareAndThreads() {
        ClassifierOptions options = ClassifierOptions.builder()
                .model(TestModels.sevenClasses().build())
                .build();
        try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(options)) {
            assertThat(classifier.description()).startsWith("onnx (ONNX Runtime 1.29.0, CPU, 1 thread), model test");
            assertThat(classifier
                            .classify(GrayImage.of(new byte[48 * 48], 48, 48))
                            .labels())
                    .isEqualTo(Emotion.FER2013);
        }
    }
}

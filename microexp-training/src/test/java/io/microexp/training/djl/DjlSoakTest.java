package io.microexp.training.djl;

import io.microexp.Emotion;
import io.microexp.model.EmotionModel;
import io.microexp.spi.ClassifierProvider;
import io.microexp.spi.ClassifierSoakTest;

class DjlSoakTest extends ClassifierSoakTest {
    @Override
    protected ClassifierProvider provider() {
        return new DjlProvider();
    }

    @Override
    protected EmotionModel model() {
        return ExportedModels.of(Emotion.FER2013);
    }
}

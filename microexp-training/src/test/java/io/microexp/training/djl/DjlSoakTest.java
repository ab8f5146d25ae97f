package io.microexp.training.djl;

import io.microexp.Emotion;
import io.microexp.internal.runtime.ClassifierSoakTest;
import io.microexp.model.EmotionModel;
import io.microexp.spi.BackendProvider;

class DjlSoakTest extends ClassifierSoakTest {
    @Override
    protected BackendProvider provider() {
        return new DjlProvider();
    }

    @Override
    protected EmotionModel model() {
        return ExportedModels.of(Emotion.FER2013);
    }
}

package io.microexp.training.djl;

import io.microexp.Emotion;
import io.microexp.model.EmotionModel;
import io.microexp.spi.ClassifierContractTest;
import io.microexp.spi.ClassifierProvider;
import java.util.List;

class DjlContractTest extends ClassifierContractTest {
    @Override
    protected ClassifierProvider provider() {
        return new DjlProvider();
    }

    @Override
    protected EmotionModel model(List<Emotion> labels) {
        return ExportedModels.of(labels);
    }

    @Override
    protected EmotionModel modelOfNans() {
        return ExportedModels.ofNans();
    }
}

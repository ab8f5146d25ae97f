package io.microexp.training.djl;

import io.microexp.Emotion;
import io.microexp.internal.runtime.ClassifierContractTest;
import io.microexp.model.EmotionModel;
import io.microexp.spi.BackendProvider;
import java.util.List;

class DjlContractTest extends ClassifierContractTest {
    @Override
    protected BackendProvider provider() {
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

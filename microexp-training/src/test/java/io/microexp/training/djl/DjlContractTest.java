package io.microexp.training.djl;

import io.microexp.Emotion;
import io.microexp.internal.runtime.ClassifierContractTest;
import io.microexp.model.EmotionModel;
import io.microexp.spi.BackendProvider;
import io.microexp.training.onnx.OnnxFile;
import java.util.List;

class DjlContractTest extends ClassifierContractTest {
    @Override
    protected BackendProvider provider() {
        return new DjlProvider();
    }

    /** Without the stretch of flat faces: it drives the logits of drawn weights to where rounding shows. */
    @Override
    protected EmotionModel model(List<Emotion> labels) {
        EmotionModel model = ExportedModels.of(labels);
        return OnnxFile.withPreprocessing(
                model, model.metadata().preprocessing().uncorrected());
    }

    @Override
    protected EmotionModel modelOfNans() {
        return ExportedModels.ofNans();
    }
}

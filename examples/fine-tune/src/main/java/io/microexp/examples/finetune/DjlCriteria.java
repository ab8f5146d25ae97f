package io.microexp.examples.finetune;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import io.microexp.EmotionScores;
import io.microexp.image.GrayImage;
import io.microexp.image.awt.AwtImages;
import io.microexp.model.EmotionModel;
import io.microexp.training.djl.EmotionTranslator;
import io.microexp.training.export.ModelWeights;
import io.microexp.training.export.OnnxImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens an exported model through DJL's own {@code Criteria}, beside other models that a program runs with DJL. */
public final class DjlCriteria {
    private static final String NAME = "emotions";
    private static final String ONNX_RUNTIME = "OnnxRuntime";
    private static final String PYTORCH = "PyTorch";

    private DjlCriteria() {}

    /**
     * Prints the scores of one face.
     *
     * @param args the engine, {@code OnnxRuntime} or {@code PyTorch}; an exported model; the image of a cropped face
     * @throws IOException if a file cannot be read, or the temporary folder cannot be written
     * @throws ModelNotFoundException if the engine is not on the class path
     * @throws MalformedModelException if the engine cannot read the model
     * @throws TranslateException if the run fails
     */
    public static void main(String[] args)
            throws IOException, ModelNotFoundException, MalformedModelException, TranslateException {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("java.awt.headless", "true");
        Path file = Path.of(args[1]);
        Criteria<GrayImage, EmotionScores> criteria = args[0].equals(ONNX_RUNTIME)
                ? onnxRuntime(file)
                : pyTorch(file, Files.createTempDirectory("microexp-djl"));
        try (ZooModel<GrayImage, EmotionScores> model = criteria.loadModel();
                Predictor<GrayImage, EmotionScores> predictor = model.newPredictor()) {
            EmotionScores scores = predictor.predict(AwtImages.readGray(Path.of(args[2])));
            scores.labels().forEach(label -> System.out.println(label.label() + " " + scores.probability(label)));
        }
    }

    /** Runs the exported file itself. Needs no PyTorch. */
    static Criteria<GrayImage, EmotionScores> onnxRuntime(Path file) {
        return criteria(EmotionModel.read(file))
                .optEngine(ONNX_RUNTIME)
                .optModelPath(file)
                .build();
    }

    /** Runs the file's weights in DJL's blocks, saved once in DJL's own format into a folder. */
    static Criteria<GrayImage, EmotionScores> pyTorch(Path file, Path folder) throws IOException {
        EmotionModel model = EmotionModel.read(file);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), PYTORCH);
                Model blocks = Model.newInstance(NAME, PYTORCH)) {
            blocks.setBlock(OnnxImporter.load(model, manager));
            blocks.save(folder, NAME);
        }
        return criteria(model)
                .optEngine(PYTORCH)
                .optModelPath(folder)
                .optModelName(NAME)
                .optBlock(ModelWeights.of(model).network().build())
                .build();
    }

    private static Criteria.Builder<GrayImage, EmotionScores> criteria(EmotionModel model) {
        return Criteria.builder()
                .setTypes(GrayImage.class, EmotionScores.class)
                .optTranslator(new EmotionTranslator(model.metadata()));
    }
}

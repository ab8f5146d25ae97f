package io.microexp.training.head;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import io.microexp.model.EmotionModel;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.Folds;
import io.microexp.training.eval.Evaluation;
import io.microexp.training.eval.Logits;
import io.microexp.training.eval.PairedGain;
import io.microexp.training.eval.TemperatureScaling;
import io.microexp.training.export.ModelWeights;
import io.microexp.training.export.OnnxExporter;
import io.microexp.training.network.NetworkSpec;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Adapts a model to a few dozen faces per class by training its last layer alone. All other layers stay as they are, so
 * each face and its mirror image pass through the network once. The last layer is then fitted by logistic regression
 * with a penalty on the distance from the model's own weights ({@link Regression}).
 *
 * <p>The figures before and after training are from the same faces. Those after training are cross-validated: each
 * fifth of the faces is scored by a layer that was fitted to the other four fifths, which also chose the strength of
 * regularization. Nearly equal faces are in the same fifth. If the fitted layer is not clearly better than the model's
 * own layer ({@link PairedGain#isClear()}), the latter is kept, and the model's temperature with it.
 *
 * <pre>{@code
 * HeadTraining.of(EmotionModel.bundled(), faces).exporter().write(Path.of("own.onnx"));
 * }</pre>
 *
 * <p>Thread safety: immutable.
 */
public final class HeadTraining {
    /** The minimum number of faces per class: {@value}. Figures of fewer faces would be meaningless. */
    public static final int MIN_FACES = 20;

    private static final int FOLDS = 5;

    private final EmotionModel start;
    private final FaceDataset faces;
    private final NetworkSpec network;
    private final Evaluation before;
    private final Evaluation after;
    private final PairedGain gain;
    private final LinearLayer layer;
    private final float temperature;
    private final boolean keepsTemperature;

    private HeadTraining(EmotionModel start, FaceDataset faces, int[] parts, Features features) {
        this.start = start;
        this.faces = faces;
        this.network = features.network();
        int[] truth = IntStream.range(0, faces.size()).map(faces::label).toArray();
        float[][] own = features.start().logits(features.rows());
        CrossValidation folds = new CrossValidation(features, truth, parts);
        float[][] trained = folds.logits();
        float known = ModelWeights.of(start).start(network, faces).temperature();
        float ownTemperature = known != 1 ? known : TemperatureScaling.fit(own, truth);
        float trainedTemperature = TemperatureScaling.fit(trained, truth);
        this.before = evaluation(own, truth, ownTemperature);
        this.after = evaluation(trained, truth, trainedTemperature);
        this.gain = PairedGain.of(correct(own, truth), correct(trained, truth));
        this.layer = improves() ? folds.layer() : features.start();
        this.temperature = improves() ? trainedTemperature : ownTemperature;
        this.keepsTemperature = !improves() && known != 1;
    }

    private static BitSet correct(float[][] logits, int[] truth) {
        return IntStream.range(0, truth.length)
                .filter(face -> Logits.argmax(logits[face]) == truth[face])
                .collect(BitSet::new, BitSet::set, BitSet::or);
    }

    private Evaluation evaluation(float[][] logits, int[] truth, float scale) {
        return Evaluation.of(
                network.labels(),
                truth,
                Arrays.stream(logits).map(row -> Logits.softmax(row, scale)).toArray(float[][]::new));
    }

    /**
     * Trains and cross-validates the last layer of a model.
     *
     * @param start the model; its classes may differ from those of the faces
     * @param faces at least {@value #MIN_FACES} of each of their classes, of the model's input size
     * @throws IllegalArgumentException if there are too few faces of a class, or too few that differ, or fewer than two
     *     classes
     * @throws io.microexp.ModelFormatException if the model was not exported by this library
     */
    public static HeadTraining of(EmotionModel start, FaceDataset faces) {
        requireFaces(faces);
        int[] parts = Folds.of(faces, FOLDS);
        requireDifferentFaces(faces, parts);
        return new HeadTraining(start, faces, parts, Features.of(ModelWeights.of(start), faces));
    }

    private static void requireFaces(FaceDataset faces) {
        int[] counts = new int[faces.labels().size()];
        IntStream.range(0, faces.size()).forEach(face -> counts[faces.label(face)]++);
        int rarest = IntStream.range(0, counts.length).reduce(0, (a, b) -> counts[b] < counts[a] ? b : a);
        if (counts.length < 2 || counts[rarest] < MIN_FACES) {
            throw new IllegalArgumentException("Expected two or more classes of at least " + MIN_FACES
                    + " faces each to train the head, found " + counts.length + " classes and " + counts[rarest]
                    + " faces of " + faces.labels().get(rarest).label()
                    + ". Add faces, or leave out the class");
        }
    }

    private static void requireDifferentFaces(FaceDataset faces, int[] parts) {
        for (int label = 0; label < faces.labels().size(); label++) {
            int wanted = label;
            long found = IntStream.range(0, parts.length)
                    .filter(face -> faces.label(face) == wanted)
                    .map(face -> parts[face])
                    .distinct()
                    .count();
            if (found < FOLDS) {
                throw new IllegalArgumentException("Expected at least " + FOLDS + " faces of "
                        + faces.labels().get(label).label() + " that differ clearly, found " + found
                        + " groups of nearly equal faces, such as frames of one video. Add other pictures of it");
            }
        }
    }

    /** Returns whether the trained layer is clearly better, cross-validated. If not, it was not kept. */
    public boolean improves() {
        return gain.isClear();
    }

    /** Returns the faces that the trained layer gains and loses, cross-validated. */
    public PairedGain gain() {
        return gain;
    }

    /**
     * Returns the figures of the model without training, at its own temperature. If it has none for these classes, at one
     * that is fitted on these faces.
     */
    public Evaluation before() {
        return before;
    }

    /** Returns the cross-validated figures of the trained layer, at the temperature fitted on its predictions. */
    public Evaluation after() {
        return after;
    }

    /** Starts the export of the result, calibrated; see {@link OnnxExporter}. */
    public OnnxExporter.Builder exporter() {
        String initialWeights = start.name() + " sha256 " + start.sha256();
        OnnxExporter.Builder exporter = OnnxExporter.builder(network, this::build)
                .provenance(
                        "training",
                        Map.of(
                                "method", improves() ? "last layer alone" : "none, the start was kept",
                                "initialWeights", initialWeights,
                                "split", faces.name(),
                                "faces", faces.size(),
                                "pixelsSha256", faces.pixelsSha256()));
        return keepsTemperature
                ? exporter.keptTemperature(temperature, initialWeights)
                : exporter.temperature(temperature);
    }

    private Block build(NDManager manager) {
        Block block = Features.block(ModelWeights.of(start), faces, manager);
        layer.writeTo(Features.classifier(block));
        return block;
    }
}

package io.microexp.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.microexp.Emotion;
import io.microexp.model.EmotionModel;
import io.microexp.training.export.OnnxExporter;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.network.Strides;
import io.microexp.training.quantize.Quantizer;
import io.microexp.training.train.run.TrainingRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantizeCommandTest {
    @TempDir
    Path folder;

    private Path model;
    private Path csv;
    private Path out;

    @BeforeEach
    void writeFiles() throws IOException {
        model = export(Emotion.FER2013);
        out = folder.resolve("int8.onnx");
        List<String> rows = new ArrayList<>();
        for (int label = 0; label < Emotion.FER2013.size(); label++) {
            rows.add(FaceFiles.row(label, label, "Training"));
        }
        csv = FaceFiles.csv(folder.resolve("fer2013.csv"), rows);
    }

    @Test
    void writesAModelThatSaysHowItWasMade() {
        CommandRun run = quantize("--data", csv, "--faces", 3);

        assertThat(run.exitCode()).as(run.err()).isZero();
        EmotionModel quantized = EmotionModel.read(out);
        assertThat(run.out()).contains("int8.onnx: " + quantized.sizeInBytes() + " bytes", quantized.sha256());
        JsonObject facts = JsonParser.parseString(quantized.metadata().provenance())
                .getAsJsonObject()
                .getAsJsonObject(Quantizer.KEY);
        assertThat(facts.get("calibrationFaces").getAsInt()).isEqualTo(3);
        assertThat(facts.get("command").getAsString())
                .startsWith("microexp-train quantize ")
                .contains("--faces 3", "--data fer2013.csv")
                .doesNotContain(folder.toString());
    }

    @Test
    void theResultCanBeEvaluated() {
        quantize("--data", csv, "--faces", 7);

        CommandRun run = CommandRun.of("evaluate", "--model", out, "--data", csv, "--split", "Training");

        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    @Test
    void moreFacesThanTheSplitHasAreRefused() {
        quantize("--data", csv, "--faces", 8).failsWith("1 to 7 faces", "Training", "found 8");
        assertThat(out).doesNotExist();
    }

    @Test
    void aSplitThatIsNotThereIsRefused() {
        quantize("--data", csv, "--split", "Validation", "--faces", 3)
                .failsWith("expected rows of the split Validation", "[Training]");
    }

    @Test
    void aModelOfFewerClassesIsRefused() throws IOException {
        model = export(List.of(Emotion.HAPPINESS, Emotion.SADNESS));

        quantize("--data", csv, "--faces", 3).failsWith("classes [happiness, sadness], found anger");
    }

    @Test
    void facesMayBeDrawn() throws IOException {
        assertThat(quantize("--synthetic", 14, "--faces", 7).exitCode()).isZero();

        assertThat(out).isNotEmptyFile();
    }

    @Test
    void aQuantizedModelIsRefused() {
        quantize("--data", csv, "--faces", 3);
        model = out;

        quantize("--data", csv, "--faces", 3).failsWith("is quantized already");
    }

    private CommandRun quantize(Object... more) {
        List<Object> args = new ArrayList<>(List.of("quantize", "--model", model, "--out", out));
        args.addAll(List.of(more));
        return CommandRun.of(args.toArray());
    }

    private Path export(List<Emotion> labels) throws IOException {
        NetworkSpec spec = NetworkSpec.microExpNet(labels).withStrides(Strides.LITERAL);
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = spec.build();
            TrainingRun.initialize(network, manager, spec.preprocessing(), 1);
            Path file = folder.resolve(labels.size() + ".onnx");
            OnnxExporter.builder(spec, network).write(file);
            return file;
        }
    }
}

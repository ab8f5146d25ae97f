package io.microexp.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.Emotion;
import io.microexp.image.awt.AwtImages;
import io.microexp.training.testing.BrightnessModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {
    @TempDir
    Path folder;

    private Path model;
    private Path image;
    private Path out;

    @BeforeEach
    void writeFiles() throws IOException {
        model = Files.write(
                folder.resolve("student.onnx"),
                BrightnessModel.of(Emotion.FER2013).toBytes());
        image = folder.resolve("face.png");
        ImageIO.write(AwtImages.toBufferedImage(BrightnessModel.face(3)), "png", image.toFile());
        out = folder.resolve("maps/heat.png");
    }

    @Test
    void drawsTheTopAnswersMap() throws IOException {
        CommandRun run = explain("--out", out);

        assertThat(run.succeeds().out()).contains("happiness 1.00", "changes happiness by up to 0.00", "heat.png");
        BufferedImage drawing = ImageIO.read(out.toFile());
        assertThat(drawing.getWidth()).isGreaterThan(800);
    }

    @Test
    void drawsAChosenClassWithAChosenBackend() {
        assertThat(explain("--emotion", "surprise", "--backend", "java", "--out", out)
                        .succeeds()
                        .out())
                .contains("changes surprise");
    }

    @Test
    void cutsAFaceOutOfAPhoto() {
        explain("--box", "10,10,20,20", "--out", out).succeeds();
        explain("--box", "10,10,4,4", "--out", out).failsWith("8x8", "4x4");
        explain("--box", "100,100,20,20", "--out", out).failsWith("box that touches");
        explain("--box", "10,10,20", "--out", out).isWrongUsage("x,y,width,height", "3 numbers");
    }

    @Test
    void namesWhatItCannotDo() throws IOException {
        explain("--emotion", "contempt", "--out", out).failsWith("class of the model", "CONTEMPT");
        explain("--emotion", "rage", "--out", out).isWrongUsage("rage", "HAPPINESS");
        explain().isWrongUsage("--out");
        Files.writeString(image, "no picture");
        explain("--out", out).failsWith("face.png", "PNG");
        assertThat(out).doesNotExist();
    }

    @Test
    void readsTheFacesThatOthersRead() {
        assertThat(CommandRun.of("explain", "--model", model, "--synthetic", 7, "--face", 4, "--out", out)
                        .succeeds()
                        .out())
                .contains("heat.png");
        CommandRun.of("explain", "--model", model, "--synthetic", 7, "--face", 8, "--out", out)
                .failsWith("--face of 1 to 7", "synthetic-valid", "found 8");
        CommandRun.of("explain", "--model", model, "--out", out).isWrongUsage("--image, --data or --synthetic");
    }

    private CommandRun explain(Object... options) {
        Object[] args = new Object[options.length + 5];
        args[0] = "explain";
        args[1] = "--model";
        args[2] = model;
        args[3] = "--image";
        args[4] = image;
        System.arraycopy(options, 0, args, 5, options.length);
        return CommandRun.of(args);
    }
}

package io.microexp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.Emotion;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PhotoTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void explainsItself() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("[image]", "--out", "--detector");
    }

    @Test
    void scoresTheAstronautAndWritesThePicture() throws Exception {
        Path picture = folder.resolve("out.png");
        assertThat(run("--out", picture.toString())).as(err.toString()).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(2 + Emotion.FER2013.size() + 1);
        assertThat(lines.get(0)).isEqualTo("astronaut.png: 1 face");
        assertThat(lines.get(1)).matches("face 1 at \\(\\d+, \\d+\\), \\d+x\\d+ pixels: HAPPINESS");
        assertThat(lines.get(2)).startsWith("  happiness ");
        assertThat(lines.get(lines.size() - 1)).startsWith("annotated: " + picture);
        assertThat(ImageIO.read(picture.toFile()).getWidth()).isEqualTo(Annotation.MIN_SIDE);
    }

    @Test
    void namesAnImageThatIsMissingInOneLineAndWritesNothing() throws Exception {
        Path picture = folder.resolve("out.png");
        assertThat(run(folder.resolve("none.jpg").toString(), "--out", picture.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).startsWith("Error: Image ").contains("none.jpg");
        assertThat(err.toString().lines()).hasSize(1);
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void namesADetectorThatIsNoModel() throws Exception {
        Path model = Files.writeString(folder.resolve("yunet.onnx"), "no model");
        assertThat(run("--detector", model.toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("Error: YuNet model ").contains("yunet.onnx");
    }

    @Test
    void refusesAnUnknownOption() {
        assertThat(run("--frobnicate")).isEqualTo(2);
        assertThat(err.toString()).contains("Unknown option: '--frobnicate'");
    }

    private int run(String... args) {
        CommandLine command = Photo.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(args);
    }
}

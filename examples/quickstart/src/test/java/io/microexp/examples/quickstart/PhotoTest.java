package io.microexp.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.Emotion;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhotoTest {
    private static final Path PORTRAIT = Path.of("src/main/resources/io/microexp/examples/quickstart/astronaut.png");

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void explainsItself() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("image", "annotated.png");
    }

    @Test
    void scoresTheAstronautAndWritesThePicture() throws Exception {
        Path picture = folder.resolve("out.png");
        assertThat(run(PORTRAIT.toString(), picture.toString()))
                .as(err.toString())
                .isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(2 + Emotion.FER2013.size() + 1);
        assertThat(lines.get(0)).isEqualTo("astronaut.png: 1 face");
        assertThat(lines.get(1)).matches("face 1 at \\(\\d+, \\d+\\), \\d+x\\d+ pixels: HAPPINESS");
        assertThat(lines.get(2)).startsWith("  happiness ");
        assertThat(lines.get(lines.size() - 1)).startsWith("annotated: " + picture);
        assertThat(ImageIO.read(picture.toFile()).getWidth()).isEqualTo(Annotation.MIN_SIDE);
    }

    @Test
    void namesAMissingImageInOneLineAndWritesNothing() throws Exception {
        Path picture = folder.resolve("out.png");
        assertThat(run(folder.resolve("none.jpg").toString(), picture.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).startsWith("Error: Image ").contains("none.jpg");
        assertThat(err.toString().lines()).hasSize(1);
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void refusesUnknownArguments() {
        assertThat(run("--frobnicate")).isEqualTo(2);
        assertThat(run("a", "b", "c")).isEqualTo(2);
        assertThat(err.toString()).contains("Usage: ");
    }

    private int run(String... args) {
        return Photo.run(List.of(args), new PrintStream(out, true), new PrintStream(err, true));
    }
}

package io.microexp.examples.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.image.GrayImage;
import io.microexp.opencv.MatImages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_videoio.VideoCapture;
import org.bytedeco.opencv.opencv_videoio.VideoWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoFileTest {
    private static final int FRAMES = 8;

    @TempDir
    private Path folder;

    @Test
    @DisplayName("A clip of the portrait becomes an annotated video, rows of one happy person, and a page of its own")
    void clip() throws IOException {
        Path clip = folder.resolve("clip.avi");
        writeClip(clip);
        Path out = folder.resolve("out");
        VideoFile.main(new String[] {clip.toString(), out.toString()});

        List<String> rows = Files.readAllLines(out.resolve("faces.csv"));
        assertThat(rows.get(0)).startsWith("seconds,id,sighting,x,y,width,height,label,anger,");
        assertThat(rows).hasSize(FRAMES);
        assertThat(rows.subList(1, FRAMES)).allMatch(row -> row.matches("\\d\\.\\d{3},1,.*,happiness,.*"));
        assertThat(Files.readString(out.resolve("timeline.html")))
                .contains("{\"time\":0.000,\"faces\":[]}")
                .doesNotContain("/* frames */")
                .doesNotContain("http");
        try (VideoCapture annotated =
                        new VideoCapture(out.resolve("annotated.avi").toString());
                Mat frame = new Mat()) {
            int frames = 0;
            while (annotated.read(frame)) {
                frames++;
            }
            assertThat(frames).isEqualTo(FRAMES);
        }
    }

    @Test
    @DisplayName("A file that is not a video is named in the error")
    void notVideo() {
        assertThatThrownBy(() -> VideoFile.main(new String[] {"absent.mp4", folder.toString()}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("absent.mp4");
    }

    @Test
    @DisplayName("A camera that is not there, or an argument too few, is one line of error")
    void noCamera() {
        assertThat(live("video", "999", folder.toString()))
                .isEqualTo("Error: Expected a camera with the number 999, found none that OpenCV opens\n");
        assertThat(live("video", "0")).hasLineCount(1).contains("Expected an input and an output folder, found [0]");
    }

    private static String live(String... arguments) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertThat(Live.run(List.of(arguments), new PrintStream(err))).isEqualTo(1);
        return err.toString();
    }

    private static void writeClip(Path file) {
        GrayImage portrait = new Portrait().gray();
        try (Mat gray = MatImages.toMat(portrait);
                Mat color = new Mat();
                Size size = new Size(portrait.width(), portrait.height());
                VideoWriter writer = new VideoWriter(
                        file.toString(),
                        VideoWriter.fourcc((byte) 'M', (byte) 'J', (byte) 'P', (byte) 'G'),
                        25,
                        size)) {
            opencv_imgproc.cvtColor(gray, color, opencv_imgproc.COLOR_GRAY2BGR);
            for (int i = 0; i < FRAMES; i++) {
                writer.write(color);
            }
        }
    }
}

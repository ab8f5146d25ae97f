package io.microexp.opencv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.DataFormatException;
import io.microexp.MicroExpException;
import io.microexp.face.FaceDetector;
import io.microexp.image.GrayImage;
import io.microexp.internal.engine.ChildJvm;
import io.microexp.testing.Damage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.opencv_objdetect.CascadeClassifier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that OpenCV would follow out of its memory, which ends the process. */
class DamagedDetectorFilesTest {
    private static final String LBP = "lbpcascades/lbpcascade_frontalface.xml";
    private static final int MUTATIONS = 400;
    private static final long SEED = 20_261_129;
    private static final GrayImage TEXTURE = texture();

    @TempDir
    Path folder;

    /** A cascade that OpenCV's native jar contains. */
    static Path bundled(String name) throws IOException {
        OpenCvNatives.load();
        String resource = "/org/bytedeco/opencv/" + Loader.getPlatform() + "/share/opencv4/" + name;
        return Loader.cacheResource(CascadeClassifier.class, resource).toPath();
    }

    private static GrayImage texture() {
        byte[] pixels = new byte[80 * 60];
        new Random(SEED).nextBytes(pixels);
        return GrayImage.of(pixels, 80, 60);
    }

    @ParameterizedTest
    @DisplayName("What leads out of a cascade's memory is refused with the place of the fault")
    @CsvSource(delimiter = '|', textBlock = """
            0 -1 46 -67130709      | 0 -1 136 -67130709     | expected a number of 0..135, found 136
            0 -1 46 -67130709      | 0 -1 -1 -67130709      | expected a number of 0..135, found -1
            0 -1 46 -67130709      | 1 -1 46 -67130709      | expected a number of -1..0, found 1
            0 -1 46 -67130709      | -2 -1 46 -67130709     | expected a number of -1..0, found -2
            0 -1 46 -67130709      | 0 -1 46                | expected 11 values per node, found 10
            -0.6543210148811340    |                        | expected 2 leaves, found 1
            -0.6543210148811340    | nan                    | "nan"
            -0.6543210148811340    | 1e300                  | expected a finite number
            <maxCatCount>256       | <maxCatCount>8         | expected a number of 256..256, found 8
            <featureType>LBP       | <featureType>HOG       | expected featureType HAAR, found HOG
            <width>24              | <width>12              | expected a rectangle in 12x24
            <width>24              | <width>0               | expected a number of 1..1024, found 0
            <opencv_storage>       | <!DOCTYPE x><opencv_storage> | DOCTYPE
            """)
    void refused(String intact, String damaged, String message) throws IOException {
        String cascade = Files.readString(bundled(LBP), StandardCharsets.ISO_8859_1);
        assertThat(cascade).contains(intact);
        int at = cascade.indexOf(intact);
        String changed =
                cascade.substring(0, at) + (damaged == null ? "" : damaged) + cascade.substring(at + intact.length());
        Path file = Files.writeString(folder.resolve("damaged.xml"), changed);
        assertThatThrownBy(() -> CascadeFaceDetector.builder().file(file).open())
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("damaged.xml")
                .hasMessageContaining(message)
                .hasMessageContaining("FaceDetector.open()");
    }

    @Test
    void mutatedFilesNeverEndTheProcess() throws Exception {
        String[] counts =
                ChildJvm.run(Mutations.class, "-Djava.io.tmpdir=" + folder).split(" ");
        assertThat(counts).as("cascades and networks that were opened").hasSize(2);
        assertThat(Integer.parseInt(counts[0])).isBetween(MUTATIONS / 20, MUTATIONS);
        assertThat(Integer.parseInt(counts[1])).isBetween(MUTATIONS / 20, MUTATIONS);
    }

    /** Opens mutated files and searches an image with each; prints how many were accepted. */
    static final class Mutations {
        private Mutations() {}

        public static void main(String[] args) throws IOException {
            byte[] cascade = Files.readAllBytes(bundled(LBP));
            byte[] network = YuNetStandIn.onnx();
            Path file = Files.createTempFile("mutant", "");
            int cascades = 0;
            int networks = 0;
            for (int i = 0; i < MUTATIONS; i++) {
                Random random = new Random(SEED + i);
                Files.write(file, changedNumbers(cascade, random));
                // faces as large as the image, so that a cascade that takes everything for one is quick
                cascades += answers(() ->
                        CascadeFaceDetector.builder().file(file).minFaceSize(50).open());
                Files.write(file, Damage.of(network, random));
                networks += answers(() -> YuNetFaceDetector.open(file));
            }
            System.out.println(cascades + " " + networks);
        }

        private static int answers(Supplier<FaceDetector> opening) {
            try (FaceDetector detector = opening.get()) {
                detector.detect(TEXTURE);
                return 1;
            } catch (MicroExpException e) {
                return 0;
            }
        }

        /** Digits changed or removed, mostly in the numbers, of which the file consists. */
        private static byte[] changedNumbers(byte[] cascade, Random random) {
            StringBuilder text = new StringBuilder(new String(cascade, StandardCharsets.ISO_8859_1));
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                int at = random.nextInt(text.length());
                while (at < text.length() && !Character.isDigit(text.charAt(at))) {
                    at++;
                }
                text.replace(
                        at,
                        Math.min(at + 1, text.length()),
                        switch (random.nextInt(4)) {
                            case 0 -> "";
                            case 1 -> " ";
                            case 2 -> "-9";
                            default -> String.valueOf(random.nextInt(100));
                        });
            }
            return text.toString().getBytes(StandardCharsets.ISO_8859_1);
        }
    }
}

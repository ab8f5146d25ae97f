package io.microexp.opencv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.DataFormatException;
import io.microexp.face.DetectedFace;
import io.microexp.image.GrayImage;
import io.microexp.opencv.Pictures.Box;
import io.microexp.opencv.Pictures.Placement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.RectVector;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.CascadeClassifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CascadeFaceDetectorTest {
    private static final double MIN_IOU = 0.5;

    @TempDir
    Path folder;

    private CascadeFaceDetector detector;

    @BeforeEach
    void open() {
        detector = CascadeFaceDetector.open();
    }

    @AfterEach
    void close() {
        detector.close();
    }

    @Test
    void findsTheOneFaceOfThePortrait() {
        List<DetectedFace> faces = detector.detect(Pictures.portrait());
        assertThat(faces).hasSize(1);
        assertThat(box(faces.get(0)).iou(Pictures.PORTRAIT_FACE)).isGreaterThan(MIN_IOU);
        assertThat(faces.get(0).score()).isBetween(0.5f, 1f);
        assertThat(faces.get(0).landmarks()).isEmpty();
    }

    @Test
    void findsEachFaceOfACollageOnceLargestFirst() {
        List<Placement> placements = List.of(
                new Placement(0, 0, 640, false),
                new Placement(640, 0, 512, true),
                new Placement(640, 520, 400, false),
                new Placement(60, 660, 300, true),
                new Placement(370, 660, 240, false),
                new Placement(1060, 600, 200, true));
        List<DetectedFace> faces = detector.detect(Pictures.collage(1280, 960, placements));
        assertThat(faces).hasSameSizeAs(placements).isSortedAccordingTo(DetectedFace.LARGEST_FIRST);
        for (Placement placement : placements) {
            assertThat(faces)
                    .as("boxes for %s", placement)
                    .filteredOn(face -> box(face).iou(placement.face()) >= MIN_IOU)
                    .hasSize(1);
        }
    }

    @Test
    void findsNoFaceInTextures() {
        for (long seed = 1; seed <= 4; seed++) {
            List<GrayImage> textures = Pictures.textures(seed);
            for (int i = 0; i < textures.size(); i++) {
                assertThat(detector.detect(textures.get(i)))
                        .as("seed %d, texture %d", seed, i)
                        .isEmpty();
            }
        }
    }

    @Test
    void findsNoFaceInAnImageSmallerThanAnyFace() {
        assertThat(detector.detect(GrayImage.of(new byte[1], 1, 1))).isEmpty();
        assertThat(detector.detect(GrayImage.of(new byte[31 * 40], 31, 40))).isEmpty();
    }

    @Test
    void leavesOutFacesBelowTheLeastSize() {
        try (CascadeFaceDetector large =
                CascadeFaceDetector.builder().minFaceSize(200).open()) {
            assertThat(large.detect(Pictures.portrait())).isEmpty();
        }
    }

    @Test
    void givesTheSameFacesToManyThreadsAtOnce() throws Exception {
        GrayImage portrait = Pictures.portrait();
        List<DetectedFace> expected = detector.detect(portrait);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<DetectedFace>>> results = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                results.add(threads.submit(() -> detector.detect(portrait)));
            }
            for (Future<List<DetectedFace>> result : results) {
                assertThat(result.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void freesEveryNativeObject() {
        GrayImage portrait = Pictures.portrait();
        detector.detect(portrait);
        long before = Pointer.totalCount();
        for (int i = 0; i < 3; i++) {
            try (CascadeFaceDetector other = CascadeFaceDetector.open()) {
                assertThat(other.detect(portrait)).hasSize(1);
            }
        }
        assertThat(Pointer.totalCount()).as("native objects held").isEqualTo(before);
    }

    @Test
    void throwsAfterCloseAndClosesTwice() {
        detector.close();
        detector.close();
        assertThatThrownBy(() -> detector.detect(Pictures.portrait()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void namesACascadeFileThatIsMissingOrDamaged() throws IOException {
        assertThatThrownBy(() -> openFile(folder.resolve("none.xml")))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("none.xml")
                .hasMessageContaining("readable file");
        long before = Pointer.totalCount();
        for (String content : List.of("", "not xml", "<?xml version=\"1.0\"?><opencv_storage><cascade>")) {
            Path file = Files.writeString(folder.resolve("damaged.xml"), content);
            assertThatThrownBy(() -> openFile(file))
                    .as("content \"%s\"", content)
                    .isInstanceOf(DataFormatException.class)
                    .hasMessageContaining("damaged.xml")
                    .hasMessageContaining(content.isEmpty() ? "it is empty" : "expected a Haar or LBP cascade");
        }
        assertThat(Pointer.totalCount()).as("native objects held").isEqualTo(before);
    }

    @ParameterizedTest
    @DisplayName("A file is written anew for OpenCV with every number as it was: trees, tilted features, LBP codes")
    @ValueSource(
            strings = {
                "haarcascades/haarcascade_frontalface_alt.xml",
                "haarcascades/haarcascade_frontalface_alt2.xml",
                "haarcascades/haarcascade_eye_tree_eyeglasses.xml",
                "haarcascades/haarcascade_smile.xml",
                "lbpcascades/lbpcascade_frontalface_improved.xml"
            })
    void findsWhatOpenCvFindsWithTheFile(String name) throws IOException {
        Path file = DamagedDetectorFilesTest.bundled(name);
        List<String> expected = new ArrayList<>();
        try (CascadeClassifier cascade = new CascadeClassifier(file.toString());
                Mat pixels = MatImages.toMat(Pictures.portrait());
                RectVector boxes = new RectVector();
                Size least = new Size(20, 20);
                Size most = new Size()) {
            cascade.detectMultiScale(pixels, boxes, 1.1, 2, 0, least, most);
            for (int i = 0; i < boxes.size(); i++) {
                expected.add(boxes.get(i).x() + " " + boxes.get(i).y() + " "
                        + boxes.get(i).width());
            }
        }
        assertThat(expected).isNotEmpty();
        try (CascadeFaceDetector read = CascadeFaceDetector.builder()
                .file(file)
                .minNeighbors(2)
                .minFaceSize(20)
                .open()) {
            assertThat(read.detect(Pictures.portrait()))
                    .extracting(face -> face.x() + " " + face.y() + " " + face.width())
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void refusesSettingsThatCannotBe() {
        CascadeFaceDetector.Builder builder = CascadeFaceDetector.builder();
        assertThatThrownBy(() -> builder.scaleFactor(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scale factor of 1.01..10, found 1.0");
        for (double factor : new double[] {Double.NaN, 1.0000001, 1e300}) {
            assertThatThrownBy(() -> builder.scaleFactor(factor)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> builder.minNeighbors(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.minFaceSize(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static CascadeFaceDetector openFile(Path file) {
        return CascadeFaceDetector.builder().file(file).open();
    }

    private static Box box(DetectedFace face) {
        return new Box(face.x(), face.y(), face.width(), face.height());
    }
}

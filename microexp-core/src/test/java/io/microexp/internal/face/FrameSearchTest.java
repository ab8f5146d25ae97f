package io.microexp.internal.face;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.face.DetectedFace;
import io.microexp.face.FaceDetectorOptions;
import io.microexp.face.FaceDetectorOptions.Region;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FrameSearchTest {
    private static final double TOLERANCE = 1e-9;

    private final List<Region> regions = new ArrayList<>();
    private final List<Double> scales = new ArrayList<>();

    @Test
    @DisplayName("The longer side is scaled to 640 in one pass, up or down")
    void scalesTheLongerSide() {
        search(FaceDetectorOptions.DEFAULT, 1280, 720);
        search(FaceDetectorOptions.DEFAULT, 100, 320);
        assertThat(regions).containsExactly(new Region(0, 0, 1280, 720), new Region(0, 0, 100, 320));
        assertThat(scales).containsExactly(0.5, 2.0);
    }

    @Test
    @DisplayName("Boxes come back in pixels of the frame, also from a region of interest that leaves it")
    void givesBoxesInTheFrame() {
        FaceDetectorOptions options = FaceDetectorOptions.builder()
                .regionOfInterest(new Region(100, 200, 9999, 100))
                .build();
        List<DetectedFace> faces = search(options, 420, 400, new Candidate(20, 40, 30, 30, 0.9, null));
        assertThat(regions).containsExactly(new Region(100, 200, 320, 100));
        assertThat(faces).containsExactly(new DetectedFace(110, 220, 15, 15, 0.9f));
    }

    @Test
    void findsNothingInARegionOutsideTheFrame() {
        FaceDetectorOptions options = FaceDetectorOptions.builder()
                .regionOfInterest(new Region(500, 0, 10, 10))
                .build();
        assertThat(search(options, 500, 400)).isEmpty();
        assertThat(regions).isEmpty();
    }

    @Test
    @DisplayName("A second pass runs only where smaller faces are wanted than the first one finds")
    void runsASecondPassForSmallFaces() {
        search(FaceDetectorOptions.builder().minFaceSize(32).build(), 1280, 720);
        assertThat(scales).containsExactly(0.5);
        scales.clear();
        search(FaceDetectorOptions.builder().minFaceSize(16).build(), 1280, 720);
        assertThat(scales).containsExactly(0.5, 1.0);
        scales.clear();
        search(FaceDetectorOptions.builder().minFaceSize(1).build(), 1280, 720);
        assertThat(scales).hasSize(2);
        assertThat(scales.get(1))
                .as("at most 1408 pixels")
                .isCloseTo(1.1, org.assertj.core.data.Offset.offset(TOLERANCE));
    }

    @Test
    @DisplayName("A face that both passes find is reported once; smaller ones than asked for are not")
    void mergesPasses() {
        FaceDetectorOptions options =
                FaceDetectorOptions.builder().minFaceSize(20).build();
        List<DetectedFace> faces = new FrameSearch(options)
                .faces(
                        640,
                        640,
                        (region, scale) -> List.of(
                                new Candidate(100 * scale, 100 * scale, 50 * scale, 50 * scale, 0.6 + scale / 10, null),
                                new Candidate(300 * scale, 100 * scale, 19 * scale, 19 * scale, 0.9, null)));
        assertThat(faces).hasSize(1);
        assertThat(faces.get(0).x()).isEqualTo(100);
    }

    @Test
    @DisplayName("Faces are sorted by size, and the largest are kept")
    void keepsTheLargest() {
        FaceDetectorOptions options = FaceDetectorOptions.builder().maxFaces(2).build();
        List<DetectedFace> faces = search(
                options,
                640,
                480,
                new Candidate(0, 0, 10, 10, 0.9, null),
                new Candidate(0, 0, 30, 30, 0.6, null),
                new Candidate(0, 0, 20, 20, 0.8, null));
        assertThat(faces).extracting(DetectedFace::width).containsExactly(30, 20);
    }

    private List<DetectedFace> search(FaceDetectorOptions options, int width, int height, Candidate... found) {
        return new FrameSearch(options).faces(width, height, (region, scale) -> {
            regions.add(region);
            scales.add(scale);
            return List.of(found);
        });
    }
}

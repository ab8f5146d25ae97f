package io.microexp.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.microexp.face.DetectedFace;
import io.microexp.face.FaceLandmarks;
import io.microexp.face.FaceLandmarks.Point;
import io.microexp.pipeline.FaceClips.Noise;
import io.microexp.pipeline.FaceClips.Pose;
import io.microexp.pipeline.FaceEmotion.Sighting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaceTrackerTest {
    private static final double NANOS = 1e9;
    private static final int SEEDS = 100;
    private static final double RECALL = 0.85;

    private final FaceTracker tracker = new FaceTracker();

    @Nested
    @DisplayName("On clips with a noisy detector (3 % center, 5 % side, 5 % misses), no person's number changes")
    class Identities {
        @ParameterizedTest(name = "{0} frames/s, detection every {1} frames")
        @CsvSource({"30, 1", "30, 2", "30, 5", "60, 5", "10, 1"})
        @DisplayName("when two people cross and one covers the other")
        void crossing(int rate, int every) {
            for (int seed = 0; seed < SEEDS; seed++) {
                Random random = new Random(seed);
                double speed = 100 + 200 * random.nextDouble();
                double side = 60 + 40 * random.nextDouble();
                double frontSide = 60 + 40 * random.nextDouble();
                double height = 20 * random.nextGaussian();
                double meeting = 2 + 0.3 * random.nextDouble();
                List<DoubleFunction<Pose>> people = List.of(
                        t -> new Pose(320 - speed * (t - meeting), 240 + height, side, false),
                        t -> new Pose(320 + speed * (t - meeting), 240, frontSide, false));
                assertNoSwitch(new FaceClips(people, Noise.USUAL, seed), 4, rate, every, "seed " + seed);
            }
        }

        @ParameterizedTest(name = "{0} frames/s, detection every {1} frames")
        @CsvSource({"30, 1", "30, 2", "30, 5", "60, 5", "10, 1"})
        @DisplayName("when somebody is hidden for 0.5 s, walking, between two who are not")
        void occlusion(int rate, int every) {
            for (int seed = 0; seed < SEEDS; seed++) {
                Random random = new Random(seed);
                double speed = 200 * random.nextDouble();
                double hidden = 1.5 + random.nextDouble();
                List<DoubleFunction<Pose>> people = List.of(
                        t -> new Pose(120, 150, 80, false),
                        t -> new Pose(250 + speed * (t - 2), 240, 70, t > hidden && t < hidden + 0.5),
                        t -> new Pose(380, 330, 90, false));
                assertNoSwitch(new FaceClips(people, Noise.USUAL, seed), 4, rate, every, "seed " + seed);
            }
        }

        @Test
        @DisplayName("when 50 people stand in a grid and sway")
        void crowd() {
            List<DoubleFunction<Pose>> people = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                double phase = i;
                double left = 60 + 120 * (i % 10);
                double top = 60 + 120 * (i / 10);
                people.add(t -> new Pose(left + 20 * Math.sin(2 * t + phase), top + 10 * Math.cos(3 * t), 60, false));
            }
            assertNoSwitch(new FaceClips(people, Noise.USUAL, 50), 4, 30, 3, "50 people");
        }

        private void assertNoSwitch(FaceClips clip, double seconds, int rate, int every, String description) {
            FaceTracker followed = new FaceTracker();
            IdentitySwitches identities = new IdentitySwitches();
            for (int frame = 0; frame < seconds * rate; frame++) {
                double time = frame / (double) rate;
                long timestamp = Math.round(time * NANOS);
                boolean detect = frame % every == 0 || followed.wantsDetection();
                identities.frame(
                        clip.truth(time),
                        clip.visible(time),
                        detect ? followed.update(clip.detections(time), timestamp) : followed.predict(timestamp));
            }
            assertThat(identities.people())
                    .as("people found, %s", description)
                    .isEqualTo(clip.truth(0).size());
            assertThat(identities.switches()).as("switches, %s", description).isZero();
            assertThat(identities.recall())
                    .as("share followed, %s", description)
                    .isGreaterThan(RECALL);
        }
    }

    @Test
    @DisplayName("A face is reported from its second detection on, and age counts from the first")
    void birth() {
        assertThat(tracker.update(List.of(face(100, 100, 50)), 0)).isEmpty();
        List<TrackedFace> faces = tracker.update(List.of(face(101, 100, 50)), 40_000_000);
        assertThat(faces).hasSize(1);
        assertThat(faces.get(0).id()).isEqualTo(1);
        assertThat(faces.get(0).ageNanos()).isEqualTo(40_000_000);
        assertThat(faces.get(0).sighting()).isEqualTo(Sighting.DETECTED);
    }

    @Test
    @DisplayName("A false face of one frame takes no number")
    void falseFace() {
        tracker.update(List.of(face(300, 300, 40)), 0);
        tracker.update(List.of(face(100, 100, 50)), 1_000_000);
        assertThat(tracker.update(List.of(face(100, 100, 50)), 2_000_000))
                .extracting(TrackedFace::id)
                .containsExactly(1L);
    }

    @Test
    @DisplayName(
            "A lost face is reported as missed for 0.2 s, then not at all, and forgotten after the longest occlusion")
    void death() {
        seen(face(100, 100, 50), 0, 10_000_000);
        assertThat(tracker.update(List.of(), 200_000_000))
                .extracting(TrackedFace::sighting)
                .containsExactly(Sighting.MISSED);
        assertThat(tracker.update(List.of(), 300_000_000)).isEmpty();
        assertThat(tracker.update(List.of(face(100, 100, 50)), 1_000_000_000))
                .extracting(TrackedFace::id)
                .containsExactly(1L);
        tracker.update(List.of(), 2_100_000_000L);
        tracker.update(List.of(face(100, 100, 50)), 2_200_000_000L);
        assertThat(tracker.update(List.of(face(100, 100, 50)), 2_300_000_000L))
                .extracting(TrackedFace::id)
                .containsExactly(2L);
    }

    @Test
    @DisplayName(
            "At less than one frame a second a face keeps its number; after a pause of three occlusions it does not")
    void slowVideo() {
        long second = 1_000_000_000;
        seen(face(100, 100, 50), 0, 2 * second);
        assertThat(tracker.update(List.of(face(100, 100, 50)), 4 * second))
                .extracting(TrackedFace::id)
                .containsExactly(1L);
        assertThat(tracker.predict(8 * second)).isEmpty();
    }

    @Test
    @DisplayName("Between detections a box moves on at its speed, at any frame rate, and its landmarks with it")
    void prediction() {
        Point eye = new Point(110, 110);
        FaceLandmarks landmarks = new FaceLandmarks(eye, eye, eye, eye);
        for (int i = 0; i <= 20; i++) {
            tracker.update(
                    List.of(new DetectedFace(100 + 4 * i, 100, 50, 50, 0.9f, Optional.of(moved(landmarks, 4 * i)))),
                    i * 40_000_000L);
        }
        for (int i = 1; i < 100; i++) {
            tracker.predict(800_000_000 + i * 1_000_000L);
        }
        TrackedFace face = tracker.predict(900_000_000).get(0);
        assertThat(face.box().x()).isCloseTo(190, within(2));
        assertThat(face.box().landmarks())
                .hasValueSatisfying(points -> assertThat(points.leftEye().x()).isCloseTo(200f, within(2f)));
        assertThat(face.sighting()).isEqualTo(Sighting.PREDICTED);
    }

    @Test
    @DisplayName("Time that runs backwards is refused and changes nothing; after reset it may")
    void backwards() {
        seen(face(100, 100, 50), 10_000_000, 20_000_000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tracker.predict(19_999_999))
                .withMessageContaining("20000000")
                .withMessageContaining("19999999")
                .withMessageContaining("reset()");
        assertThat(tracker.predict(20_000_000)).hasSize(1);
        tracker.reset();
        assertThat(tracker.predict(0)).isEmpty();
        tracker.update(List.of(face(100, 100, 50)), 0);
        assertThat(tracker.update(List.of(face(100, 100, 50)), 0))
                .extracting(TrackedFace::id)
                .containsExactly(2L);
    }

    @Test
    @DisplayName("Boxes at the limits of int are followed as any other")
    void extremeBoxes() {
        DetectedFace huge = new DetectedFace(Integer.MAX_VALUE - 1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1, 0.5f);
        tracker.update(List.of(huge), 0);
        assertThat(tracker.update(List.of(huge), Long.MAX_VALUE)).isEmpty();
        assertThat(tracker.update(List.of(huge), Long.MAX_VALUE)).hasSize(1);
    }

    @Test
    @DisplayName("Motion and growth that lead beyond the range of int end at its limits")
    void extremeMotion() {
        FaceTracker patient = new FaceTracker(Duration.ofDays(2));
        int side = 50;
        for (int frame = 0; frame < 30; frame++) {
            patient.update(List.of(face(100 + 9 * frame, 100, side)), frame * 100_000_000L);
            side += 1 + side / 20;
        }
        DetectedFace last = patient.predict(Duration.ofDays(1).toNanos()).get(0).box();
        assertThat(last.width()).isEqualTo(Integer.MAX_VALUE).isEqualTo(last.height());
    }

    @Test
    @DisplayName("A longest occlusion of zero is refused")
    void options() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FaceTracker(Duration.ZERO))
                .withMessageContaining("maxOcclusion");
    }

    private void seen(DetectedFace face, long first, long second) {
        tracker.update(List.of(face), first);
        assertThat(tracker.update(List.of(face), second)).hasSize(1);
    }

    private static DetectedFace face(int x, int y, int side) {
        return new DetectedFace(x, y, side, side, 0.9f);
    }

    private static FaceLandmarks moved(FaceLandmarks landmarks, float right) {
        return landmarks.map(point -> new Point(point.x() + right, point.y()));
    }
}

package io.microexp.pipeline;

import io.microexp.EmotionScores;
import io.microexp.face.DetectedFace;
import io.microexp.image.GrayImage;
import io.microexp.image.PixelBuffer;
import io.microexp.pipeline.FaceEmotion.Sighting;
import io.microexp.pipeline.StageLatency.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The state of a video from frame to frame: who is in view, and when to detect again. Thread-safe. */
final class Video {
    private final FaceReader reader;
    private final FaceTracker tracker;
    private final DetectionSchedule schedule;
    private final Duration timeConstant;
    private final Map<Long, Person> people = new HashMap<>();
    private int width;
    private int height;
    private GrayImage gray;
    private byte[] grayPixels = new byte[0];

    private final class Person {
        private final EmotionFilter filter = new EmotionFilter(reader.labels(), timeConstant);
        private final float[] scores = new float[reader.labels().size()];
        private boolean scored;
    }

    Video(FaceReader reader, FaceTracker tracker, DetectionSchedule schedule, Duration timeConstant) {
        this.reader = reader;
        this.tracker = tracker;
        this.schedule = schedule;
        this.timeConstant = timeConstant;
    }

    synchronized List<FaceEmotion> next(GrayImage frame, long now) {
        resize(frame.width(), frame.height());
        return next(() -> reader.detect(frame), () -> frame, now);
    }

    synchronized List<FaceEmotion> next(PixelBuffer frame, long now) {
        resize(frame.width(), frame.height());
        return next(() -> reader.detect(frame), () -> toGray(frame), now);
    }

    synchronized void reset() {
        tracker.reset();
        schedule.reset();
        people.clear();
    }

    private void resize(int frameWidth, int frameHeight) {
        if (width != frameWidth || height != frameHeight) {
            reset();
            width = frameWidth;
            height = frameHeight;
        }
    }

    private List<FaceEmotion> next(Supplier<List<DetectedFace>> detection, Supplier<GrayImage> toGray, long now) {
        boolean due = schedule.due(tracker.wantsDetection(), now);
        long start = System.nanoTime();
        List<DetectedFace> detected = due ? detection.get() : List.of();
        long afterDetection = System.nanoTime();
        List<TrackedFace> tracked =
                reader.timed(Stage.TRACK, () -> due ? tracker.update(detected, now) : tracker.predict(now));
        if (due) {
            schedule.detected(now, afterDetection - start);
        } else {
            schedule.predicted();
        }
        people.keySet().removeIf(id -> !tracker.follows(id));
        List<FaceEmotion> faces = new ArrayList<>(tracked.size());
        GrayImage image = null;
        for (TrackedFace face : tracked) {
            Person person = people.computeIfAbsent(face.id(), id -> new Person());
            boolean readable = FaceReader.isReadable(face.box(), width, height);
            if (readable && face.sighting() != Sighting.MISSED) {
                image = image == null ? toGray.get() : image;
                reader.classify(image, face.box(), person.scores);
                person.filter.update(person.scores, now);
                person.scored = true;
            }
            if (readable && person.scored) {
                faces.add(emotion(face, person));
            }
        }
        schedule.spent(System.nanoTime() - afterDetection);
        return List.copyOf(faces);
    }

    private FaceEmotion emotion(TrackedFace face, Person person) {
        return new FaceEmotion(
                face.id(),
                face.box(),
                EmotionScores.of(reader.labels(), person.scores),
                person.filter.scores(),
                person.filter.label(),
                face.ageNanos(),
                face.sighting());
    }

    private GrayImage toGray(PixelBuffer frame) {
        if (gray == null || gray.width() != width || gray.height() != height) {
            grayPixels = new byte[Math.multiplyExact(width, height)];
            gray = GrayImage.wrap(grayPixels, 0, width, width, height);
        }
        frame.toGray(0, 0, width, height, grayPixels);
        return gray;
    }
}

package io.microexp.training.detector;

import io.microexp.FacialEmotionClassifier;
import io.microexp.face.DetectedFace;
import io.microexp.face.FaceAligner;
import io.microexp.face.FaceDetector;
import io.microexp.image.GrayImage;
import io.microexp.image.PixelBuffer;
import io.microexp.image.awt.AwtImages;
import io.microexp.training.detector.DetectorReport.Answers;
import io.microexp.training.detector.DetectorReport.Share;
import io.microexp.training.detector.LabeledPhotos.Face;
import io.microexp.training.detector.LabeledPhotos.Photo;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Scores a face detector on labeled photographs: the faces it finds by kind, the false ones, the time, and whether an
 * expression model agrees with the labels on the faces found. A face that is found counts once; each further box on it
 * that matches neither this face nor another one is false. For photographs that are turned, the answers are also
 * compared with those for the photographs upright, on the faces found in both.
 */
public final class DetectorEvaluation {
    /** A detection's size is that of the labeled box within these factors. */
    private static final double LEAST_SIZE = 0.45;

    private static final double LARGEST_SIZE = 2.2;
    private static final double NANOS_PER_MILLI = 1e6;

    private final FaceDetector detector;
    private final FacialEmotionClassifier classifier;
    private final boolean color;
    private final Retake retake;
    private final FaceAligner aligner = new FaceAligner();

    private final Map<FaceKind, Share> recall = new EnumMap<>(FaceKind.class);
    private final List<Double> millis = new ArrayList<>();
    private Share ofFound = new Share(0, 0);
    private Share ofAll = new Share(0, 0);
    private Share ofFoundInBoth = new Share(0, 0);
    private Share uprightOfFoundInBoth = new Share(0, 0);
    private int falseFacesWithoutPeople;
    private int picturesWithoutPeople;
    private int falseFacesAmongPeople;

    private DetectorEvaluation(
            FaceDetector detector, FacialEmotionClassifier classifier, boolean color, Retake retake) {
        this.detector = detector;
        this.classifier = classifier;
        this.color = color;
        this.retake = retake;
        for (FaceKind kind : FaceKind.values()) {
            recall.put(kind, new Share(0, 0));
        }
    }

    /**
     * Scores a detector.
     *
     * @param name the detector's name in the report
     * @param color whether the detector is given color; gray otherwise
     * @param retake what is done to each photograph first
     * @param model the classifier's name in the report
     */
    public static DetectorReport of(
            String name,
            FaceDetector detector,
            boolean color,
            Retake retake,
            String model,
            FacialEmotionClassifier classifier,
            LabeledPhotos photos) {
        DetectorEvaluation evaluation = new DetectorEvaluation(detector, classifier, color, retake);
        for (int i = 0; i < photos.photos().size(); i++) {
            evaluation.add(photos.photos().get(i), photos.pictures().apply(i));
        }
        return evaluation.report(name, model);
    }

    private void add(Photo photo, BufferedImage original) {
        BufferedImage picture = retake.apply(original);
        List<Face> faces =
                photo.faces().stream().map(face -> retake.apply(face, original)).toList();
        GrayImage gray = AwtImages.toGray(picture);
        PixelBuffer frame = AwtImages.toPixelBuffer(picture);
        long start = System.nanoTime();
        List<DetectedFace> found = color ? detector.detect(frame) : detector.detect(gray);
        millis.add((System.nanoTime() - start) / NANOS_PER_MILLI);
        List<Optional<DetectedFace>> matched = matched(faces, found);
        for (int i = 0; i < faces.size(); i++) {
            if (!faces.get(i).ignore()) {
                count(faces.get(i), matched.get(i), gray);
            }
        }
        if (retake.degrees() != 0) {
            compare(faces, matched, gray, photo.faces(), new Retake(0, retake.light()).apply(original));
        }
        int falseFaces = (int) found.stream()
                .filter(candidate -> faces.stream().noneMatch(face -> matches(candidate, face)))
                .count();
        if (photo.isWithoutFaces()) {
            picturesWithoutPeople++;
            falseFacesWithoutPeople += falseFaces;
        } else if (photo.isOfPeople()) {
            falseFacesAmongPeople += falseFaces;
        }
    }

    /** Returns the surest detection of each face, which belongs to no face before it. */
    private static List<Optional<DetectedFace>> matched(List<Face> faces, List<DetectedFace> found) {
        List<DetectedFace> left = new ArrayList<>(found);
        List<Optional<DetectedFace>> matched = new ArrayList<>();
        for (Face face : faces) {
            Optional<DetectedFace> best = left.stream()
                    .filter(candidate -> matches(candidate, face))
                    .max((a, b) -> Float.compare(a.score(), b.score()));
            best.ifPresent(left::remove);
            matched.add(best);
        }
        return matched;
    }

    private void count(Face face, Optional<DetectedFace> found, GrayImage gray) {
        for (FaceKind kind : FaceKind.values()) {
            if (kind.includes(face)) {
                recall.merge(kind, new Share(0, 0), (share, none) -> share.plus(found.isPresent()));
            }
        }
        if (face.emotions().isEmpty()) {
            return;
        }
        boolean agrees = found.isPresent() && agrees(face, found.get(), gray);
        ofAll = ofAll.plus(agrees);
        if (found.isPresent()) {
            ofFound = ofFound.plus(agrees);
        }
    }

    private void compare(
            List<Face> faces,
            List<Optional<DetectedFace>> matched,
            GrayImage gray,
            List<Face> uprightFaces,
            BufferedImage upright) {
        GrayImage uprightGray = AwtImages.toGray(upright);
        List<Optional<DetectedFace>> uprightMatched = matched(
                uprightFaces, color ? detector.detect(AwtImages.toPixelBuffer(upright)) : detector.detect(uprightGray));
        for (int i = 0; i < faces.size(); i++) {
            Face face = faces.get(i);
            Optional<DetectedFace> found = matched.get(i);
            Optional<DetectedFace> uprightFound = uprightMatched.get(i);
            if (!face.ignore() && !face.emotions().isEmpty() && found.isPresent() && uprightFound.isPresent()) {
                ofFoundInBoth = ofFoundInBoth.plus(agrees(face, found.get(), gray));
                uprightOfFoundInBoth = uprightOfFoundInBoth.plus(agrees(face, uprightFound.get(), uprightGray));
            }
        }
    }

    private boolean agrees(Face face, DetectedFace found, GrayImage gray) {
        return face.emotions()
                .contains(classifier.classify(aligner.align(gray, found)).top());
    }

    /** A detection matches if its center lies within half the box's size, and its size is alike. */
    static boolean matches(DetectedFace found, Face face) {
        double x = found.x() + found.width() / 2.0;
        double y = found.y() + found.height() / 2.0;
        double[] box = face.box();
        double size = Math.sqrt((double) found.width() * found.height() / (box[2] * box[3]));
        return Math.abs(x - box[0] - box[2] / 2) <= box[2] / 2
                && Math.abs(y - box[1] - box[3] / 2) <= box[3] / 2
                && size >= LEAST_SIZE
                && size <= LARGEST_SIZE;
    }

    private DetectorReport report(String name, String model) {
        List<Double> sorted = millis.stream().sorted().toList();
        return new DetectorReport(
                name,
                color,
                retake,
                recall,
                falseFacesWithoutPeople,
                picturesWithoutPeople,
                falseFacesAmongPeople,
                sorted.get(sorted.size() / 2),
                model,
                new Answers(ofFound, ofAll, ofFoundInBoth, uprightOfFoundInBoth));
    }
}

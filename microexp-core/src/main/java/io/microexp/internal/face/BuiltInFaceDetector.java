package io.microexp.internal.face;

import io.microexp.face.FaceDetectorOptions;
import io.microexp.face.FaceLandmarks;
import io.microexp.internal.face.FaceNetwork.Run;
import io.microexp.internal.face.Planes.Rectangle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The built-in detector, a cascade of two networks. FaceBoxes (Zhang et al., 2017) proposes boxes in the whole frame.
 * BlazeFace (Bazarevsky et al., 2019) looks at each of them closely: it confirms the face, improves the box and finds
 * landmarks. A face's score is the mean of both networks' scores.
 */
public final class BuiltInFaceDetector extends NetworkFaceDetector {
    /** The default minimum score of a face. */
    public static final double DEFAULT_SCORE_THRESHOLD = 0.55;

    /** The minimum score of a proposal. */
    private static final double MIN_PROPOSAL = 0.2;

    private static final int MAX_PROPOSALS = 200;
    private static final double MAX_PROPOSAL_OVERLAP = 0.3;
    private static final double MAX_FACE_OVERLAP = 0.4;

    /** Side of the square that the second network sees, in longer sides of a proposal. */
    private static final double CONTEXT = 2.5;

    /** The minimum score at which the second network's box and landmarks are used. */
    private static final double MIN_CONFIRMATION = 0.5;

    /** The minimum tilt in degrees at which the second network looks again at a face that is turned upright. */
    private static final double MIN_TILT = 15;

    /** The minimum score at which a tilt is believed. */
    private static final double MIN_TILT_SCORE = 0.2;

    private static final int CLOSE_UP = 128;

    private final DetectorModel proposals;
    private final DetectorModel closeUps;
    private final double threshold;

    public BuiltInFaceDetector(FaceDetectorOptions options) {
        super(options);
        this.proposals = DetectorModel.bundled("faceboxes.onnx");
        this.closeUps = DetectorModel.bundled("blazeface.onnx");
        this.threshold = options.scoreThreshold().orElse(DEFAULT_SCORE_THRESHOLD);
    }

    @Override
    List<Candidate> pass(PixelRows image, double scale) {
        int width = scaled(image.width(), scale);
        int height = scaled(image.height(), scale);
        int paddedHeight = proposals.padded(height);
        int paddedWidth = proposals.padded(width);
        try (Run run = proposals.network().run(image.channels(), paddedHeight, paddedWidth)) {
            run.image().fill(image, all(image), width, height, proposals.scale(), proposals.shift(), 0, 1, 2);
            List<Candidate> proposed = proposals
                    .anchors()
                    .decode(
                            run.results(),
                            paddedHeight,
                            paddedWidth,
                            Math.min(MIN_PROPOSAL, Math.max(threshold, 0.01)));
            List<Candidate> faces = new ArrayList<>();
            for (Candidate proposal : best(proposed)) {
                Candidate face = confirm(run.image(), proposal);
                if (face.score() >= threshold) {
                    faces.add(face);
                }
            }
            return NonMaximumSuppression.of(faces, MAX_FACE_OVERLAP);
        }
    }

    private static List<Candidate> best(List<Candidate> proposals) {
        List<Candidate> kept = NonMaximumSuppression.of(proposals, MAX_PROPOSAL_OVERLAP);
        return kept.subList(0, Math.min(kept.size(), MAX_PROPOSALS));
    }

    private Candidate confirm(Planes frame, Candidate proposal) {
        double tilt = 0;
        Candidate closeUp = lookAt(frame, proposal, tilt);
        if (closeUp != null && closeUp.score() >= MIN_TILT_SCORE) {
            double seen = closeUp.landmarks().tilt();
            Candidate upright = Math.abs(seen) < MIN_TILT ? null : lookAt(frame, proposal, seen);
            if (upright != null && upright.score() > closeUp.score()) {
                closeUp = upright;
                tilt = upright.landmarks().tilt();
            }
        }
        double confirmation = closeUp == null ? 0 : closeUp.score();
        double score = (proposal.score() + confirmation) / 2;
        Candidate proposed = proposals.framing().square(proposal);
        if (confirmation < MIN_CONFIRMATION) {
            return scored(proposed, score, null);
        }
        if (tilt != 0) {
            return scored(closeUps.framing().square(closeUp, tilt), score, closeUp.landmarks());
        }
        return scored(between(proposed, closeUps.framing().square(closeUp)), score, closeUp.landmarks());
    }

    /** Returns the likeliest face whose center lies in the proposal, or null. */
    private Candidate lookAt(Planes frame, Candidate proposal, double tilt) {
        double side = CONTEXT * proposal.longerSide();
        double centerX = proposal.centerX();
        double centerY = proposal.centerY();
        TurnedPart part = new TurnedPart(centerX, centerY, side / CLOSE_UP, tilt);
        try (Run run = closeUps.network().run(frame.channels(), CLOSE_UP, CLOSE_UP)) {
            if (tilt == 0) {
                Rectangle square = new Rectangle(centerX - side / 2, centerY - side / 2, side, side);
                run.image().fill(frame, square, CLOSE_UP, CLOSE_UP, 1, 0, 0, 1, 2);
            } else {
                run.image().fillTurned(frame, part);
            }
            double reach = CLOSE_UP / CONTEXT / 2;
            return closeUps.anchors().decode(run.results(), CLOSE_UP, CLOSE_UP, 0.01).stream()
                    .filter(face -> Math.abs(face.centerX() - CLOSE_UP / 2.0) < reach
                            && Math.abs(face.centerY() - CLOSE_UP / 2.0) < reach)
                    .max(Comparator.comparingDouble(Candidate::score))
                    .map(face -> part.back(face, CLOSE_UP, CLOSE_UP))
                    .orElse(null);
        }
    }

    /** Returns the square between two: the mean center and the geometric mean of the sides. */
    private static Candidate between(Candidate a, Candidate b) {
        double side = Math.sqrt(a.width() * b.width());
        double centerX = (a.centerX() + b.centerX()) / 2;
        double centerY = (a.centerY() + b.centerY()) / 2;
        return new Candidate(centerX - side / 2, centerY - side / 2, side, side, a.score(), null);
    }

    private static Candidate scored(Candidate box, double score, FaceLandmarks landmarks) {
        return new Candidate(box.x(), box.y(), box.width(), box.height(), score, landmarks);
    }
}

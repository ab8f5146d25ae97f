package io.microexp.internal.face;

import io.microexp.face.DetectedFace;
import io.microexp.face.FaceDetectorOptions;
import io.microexp.face.FaceDetectorOptions.Region;
import java.util.ArrayList;
import java.util.List;

/** The search of one frame: region, scale, a second pass for small faces, and which faces are reported. */
public final class FrameSearch {
    /** Side of the smallest face that is found reliably, in pixels of the scaled frame. */
    private static final int LEAST_FACE = 16;

    private static final int LARGEST_SIDE = 1408;
    private static final double MAX_OVERLAP = 0.4;

    private final FaceDetectorOptions options;

    public FrameSearch(FaceDetectorOptions options) {
        this.options = options;
    }

    /** One pass of a network over a part of a frame. */
    @FunctionalInterface
    public interface Pass {
        /**
         * Returns the faces in the common framing.
         *
         * @param region the part of the frame
         * @param scale size in the network's input of one pixel of the frame
         * @return squares in pixels of the scaled region
         */
        List<Candidate> run(Region region, double scale);
    }

    /** Returns the faces of a frame in its pixels, largest first. */
    public List<DetectedFace> faces(int width, int height, Pass pass) {
        Region region = region(width, height);
        if (region == null) {
            return List.of();
        }
        int longer = Math.max(region.width(), region.height());
        double scale = (double) options.longerSide() / longer;
        List<Candidate> found = new ArrayList<>(run(pass, region, scale));
        double wanted = options.minFaceSize() == 0 ? scale : (double) LEAST_FACE / options.minFaceSize();
        if (wanted > scale && options.longerSide() < LARGEST_SIDE) {
            found.addAll(run(pass, region, Math.min(wanted, (double) LARGEST_SIDE / longer)));
            found = NonMaximumSuppression.of(found, MAX_OVERLAP);
        }
        return found.stream()
                .filter(face -> face.longerSide() >= options.minFaceSize())
                .map(Candidate::toFace)
                .sorted(DetectedFace.LARGEST_FIRST)
                .limit(options.maxFaces())
                .toList();
    }

    private static List<Candidate> run(Pass pass, Region region, double scale) {
        return pass.run(region, scale).stream()
                .map(face -> face.inFrame(1 / scale, region.x(), region.y()))
                .toList();
    }

    /** Returns what of the region lies inside the frame, or null. */
    private Region region(int width, int height) {
        Region wanted = options.regionOfInterest().orElse(new Region(0, 0, width, height));
        int columns = (int) Math.min(wanted.width(), (long) width - wanted.x());
        int rows = (int) Math.min(wanted.height(), (long) height - wanted.y());
        return columns < 1 || rows < 1 ? null : new Region(wanted.x(), wanted.y(), columns, rows);
    }
}

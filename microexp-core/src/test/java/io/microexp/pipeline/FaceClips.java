package io.microexp.pipeline;

import io.microexp.face.DetectedFace;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleFunction;

/**
 * Detections of people whose paths are known: what a detector would report, with its noise, misses and false faces.
 * A face that another one in front of it covers by more than {@link #HIDDEN} of its area is not found.
 */
final class FaceClips {
    private static final double HIDDEN = 0.4;

    /** A person's box over time: center, side, and whether something hides it. */
    record Pose(double x, double y, double side, boolean occluded) {
        double overlapShare(Pose front) {
            double across =
                    Math.min(x + side / 2, front.x + front.side / 2) - Math.max(x - side / 2, front.x - front.side / 2);
            double down =
                    Math.min(y + side / 2, front.y + front.side / 2) - Math.max(y - side / 2, front.y - front.side / 2);
            return Math.max(0, across) * Math.max(0, down) / (side * side);
        }
    }

    /** How bad the detector is: errors as shares of the side, and the chance of a miss. */
    record Noise(double center, double size, double miss) {
        static final Noise NONE = new Noise(0, 0, 0);
        static final Noise USUAL = new Noise(0.03, 0.05, 0.05);
    }

    private final List<DoubleFunction<Pose>> people;
    private final Noise noise;
    private final Random random;

    /** People are given back to front, as functions of seconds. */
    FaceClips(List<DoubleFunction<Pose>> people, Noise noise, long seed) {
        this.people = people;
        this.noise = noise;
        this.random = new Random(seed);
    }

    /** Where everybody is. */
    List<Pose> truth(double seconds) {
        return people.stream().map(path -> path.apply(seconds)).toList();
    }

    /** Who can be seen: nobody who is occluded or covered. */
    List<Boolean> visible(double seconds) {
        List<Pose> poses = truth(seconds);
        List<Boolean> visible = new ArrayList<>();
        for (int i = 0; i < poses.size(); i++) {
            Pose pose = poses.get(i);
            boolean covered =
                    poses.subList(i + 1, poses.size()).stream().anyMatch(front -> pose.overlapShare(front) > HIDDEN);
            visible.add(!pose.occluded() && !covered);
        }
        return visible;
    }

    /** What the detector reports. */
    List<DetectedFace> detections(double seconds) {
        List<Pose> poses = truth(seconds);
        List<Boolean> visible = visible(seconds);
        List<DetectedFace> faces = new ArrayList<>();
        for (int i = 0; i < poses.size(); i++) {
            if (visible.get(i) && random.nextDouble() >= noise.miss) {
                faces.add(detection(poses.get(i)));
            }
        }
        faces.sort(DetectedFace.LARGEST_FIRST);
        return faces;
    }

    private DetectedFace detection(Pose pose) {
        double side = pose.side() * (1 + noise.size * random.nextGaussian());
        double left = pose.x() - side / 2 + noise.center * side * random.nextGaussian();
        double top = pose.y() - side / 2 + noise.center * side * random.nextGaussian();
        int pixels = (int) Math.max(1, Math.round(side));
        return new DetectedFace((int) Math.round(left), (int) Math.round(top), pixels, pixels, 0.9f);
    }
}

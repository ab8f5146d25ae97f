package io.microexp.pipeline;

import io.microexp.face.DetectedFace;
import io.microexp.pipeline.FaceClips.Pose;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts identity switches as CLEAR MOT does (K. Bernardin and R. Stiefelhagen, "Evaluating Multiple Object Tracking
 * Performance", 2008): a person keeps the number that they had while its box still overlaps them by half; else they
 * are matched anew, and another number than before is a switch.
 */
final class IdentitySwitches {
    private static final double MATCH = 0.5;

    private final Map<Integer, Long> numbers = new HashMap<>();
    private int switches;
    private int matched;
    private int missed;

    void frame(List<Pose> truth, List<Boolean> visible, List<TrackedFace> faces) {
        Set<Long> taken = new HashSet<>();
        Set<Integer> open = new HashSet<>();
        for (int person = 0; person < truth.size(); person++) {
            if (visible.get(person)) {
                Pose pose = truth.get(person);
                Long number = numbers.get(person);
                boolean kept = faces.stream()
                        .anyMatch(face -> number != null && face.id() == number && overlap(pose, face.box()) >= MATCH);
                if (kept) {
                    taken.add(number);
                    matched++;
                } else {
                    open.add(person);
                }
            }
        }
        for (int person : open) {
            match(person, truth.get(person), faces, taken);
        }
    }

    private void match(int person, Pose pose, List<TrackedFace> faces, Set<Long> taken) {
        double best = MATCH;
        Long number = null;
        for (TrackedFace face : faces) {
            double overlap = overlap(pose, face.box());
            if (!taken.contains(face.id()) && overlap >= best) {
                best = overlap;
                number = face.id();
            }
        }
        if (number == null) {
            missed++;
            return;
        }
        taken.add(number);
        matched++;
        Long before = numbers.put(person, number);
        switches += before == null || before.equals(number) ? 0 : 1;
    }

    int switches() {
        return switches;
    }

    int people() {
        return numbers.size();
    }

    /** The share of the frames in which a visible person was followed. */
    double recall() {
        return matched / (double) (matched + missed);
    }

    private static double overlap(Pose pose, DetectedFace box) {
        double left = pose.x() - pose.side() / 2;
        double top = pose.y() - pose.side() / 2;
        double across = Math.min(left + pose.side(), box.x() + box.width()) - Math.max(left, box.x());
        double down = Math.min(top + pose.side(), box.y() + box.height()) - Math.max(top, box.y());
        double both = Math.max(0, across) * Math.max(0, down);
        return both / (pose.side() * pose.side() + box.width() * box.height() - both);
    }
}

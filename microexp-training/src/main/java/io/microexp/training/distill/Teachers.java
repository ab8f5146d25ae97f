package io.microexp.training.distill;

import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.network.NetworkSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Opens teachers from folders and files.
 */
public final class Teachers {
    private Teachers() {}

    /**
     * Opens one teacher, or several as an ensemble.
     *
     * @param places each a run's folder, a model file that ends in {@code .onnx}, or FER+'s votes, a file that ends in
     *     {@code .csv} or {@code .csv.gz}; at least one
     * @param student the network to be trained
     * @param train the split that it is trained on
     * @param temperature T of the distillation, at which an ensemble's members are averaged
     * @throws IllegalArgumentException if there is none, or labels or input of one differ from the student's
     * @throws io.microexp.MicroExpException if a folder does not hold a run, or a file a model
     */
    public static Teacher open(List<Path> places, NetworkSpec student, FaceDataset train, float temperature) {
        List<Teacher> opened = openEach(places, student, train);
        try {
            return opened.size() == 1 ? opened.get(0) : new EnsembleTeacher(opened, temperature, student.heads());
        } catch (IllegalArgumentException e) {
            opened.forEach(Teacher::close);
            throw e;
        }
    }

    private static List<Teacher> openEach(List<Path> places, NetworkSpec student, FaceDataset train) {
        List<Teacher> opened = new ArrayList<>();
        try {
            for (Path place : places) {
                opened.add(open(place, student, train));
            }
            return opened;
        } catch (RuntimeException | Error e) {
            opened.forEach(Teacher::close);
            throw e;
        }
    }

    private static Teacher open(Path place, NetworkSpec student, FaceDataset train) {
        if (student.twoHeads() && !Files.isDirectory(place)) {
            throw new IllegalArgumentException("Teacher " + place.getFileName()
                    + ": expected the run folder of a network with two heads for a student with two, found a file");
        }
        if (isVotes(place)) {
            return VotesTeacher.open(place, student, train);
        }
        return lowerCase(place).endsWith(".onnx")
                ? OnnxTeacher.open(place, student)
                : NetworkTeacher.open(place, student);
    }

    private static boolean isVotes(Path place) {
        return lowerCase(place).endsWith(".csv") || lowerCase(place).endsWith(".csv.gz");
    }

    private static String lowerCase(Path place) {
        return place.toString().toLowerCase(Locale.ROOT);
    }

    static void requireHeads(Path place, NetworkSpec teacher, NetworkSpec student) {
        if (teacher.twoHeads() != student.twoHeads()) {
            throw new IllegalArgumentException(
                    "Teacher " + place.getFileName() + ": expected as many heads as the student's "
                            + student.heads().size() + ", found "
                            + teacher.heads().size() + ". Use cut to make a run of one head");
        }
    }

    /** A teacher may correct faces otherwise than its student: it is given the student's pixels. */
    static void requireFit(Path place, List<Emotion> labels, Preprocessing input, NetworkSpec student) {
        if (!labels.equals(student.labels())
                || !input.uncorrected().equals(student.preprocessing().uncorrected())) {
            throw new IllegalArgumentException("Teacher " + place.getFileName() + ": expected the student's labels "
                    + student.labels() + " and input " + student.preprocessing() + ", found " + labels + " and " + input
                    + ". Give a teacher of the same classes and input");
        }
    }
}

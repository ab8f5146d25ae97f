package io.microexp.training.cli.detector;

import io.microexp.FacialEmotionClassifier;
import io.microexp.face.FaceDetector;
import io.microexp.face.FaceDetectorOptions;
import io.microexp.opencv.CascadeFaceDetector;
import io.microexp.opencv.YuNetFaceDetector;
import io.microexp.training.cli.option.BackendOption;
import io.microexp.training.cli.option.ModelOption;
import io.microexp.training.cli.option.NamedModel;
import io.microexp.training.cli.option.ScoredFaces;
import io.microexp.training.detector.DetectorEvaluation;
import io.microexp.training.detector.DetectorReport;
import io.microexp.training.detector.FaceSheets;
import io.microexp.training.detector.LabeledPhotos;
import io.microexp.training.detector.Retake;
import io.microexp.training.io.AtomicFiles;
import io.microexp.training.io.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code evaluate-detector}: scores face detectors on labeled photographs. */
@Command(
        name = "evaluate-detector",
        description = "Scores face detectors on labeled photographs: faces found by kind, false faces, time, and"
                + " agreement of the expression model's answers with the labels.")
public final class EvaluateDetectorCommand implements Callable<Integer> {
    private static final String YUNET = "yunet:";
    private static final String OPENCV_YUNET = "opencv-yunet:";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--photos",
            paramLabel = "FOLDER",
            description = "A folder of photographs with their labels in photos.json. Instead of it, --data shows the"
                    + " faces of a split, nine in a picture.")
    private Optional<Path> photos;

    @Mixin
    private ScoredFaces faces;

    @Option(
            names = "--detector",
            required = true,
            split = ",",
            paramLabel = "NAME",
            description = "Detectors to score, separated by commas: builtin, yunet:FILE (without native code), and with"
                    + " OpenCV on the class path cascade and opencv-yunet:FILE.")
    private List<String> detectors;

    @Option(names = "--gray", description = "Gives the detectors gray pictures. By default they get color.")
    private boolean gray;

    @Option(
            names = "--tilted-faces",
            description =
                    "Searches for tilted faces too, which takes three to five times as long. OpenCV's detectors cannot do this.")
    private boolean tiltedFaces;

    @Option(
            names = "--turned",
            defaultValue = "0",
            paramLabel = "DEGREES",
            description =
                    "Turns each photograph clockwise first. The turned picture is larger, so that faces are smaller in"
                            + " proportion. Default: ${DEFAULT-VALUE}.")
    private double degrees;

    @Option(
            names = "--light",
            defaultValue = "1",
            paramLabel = "SHARE",
            description =
                    "The fraction of the light that each photograph keeps, greater than 0 and at most 1. Default: ${DEFAULT-VALUE}.")
    private double light;

    @Mixin
    private ModelOption model;

    @Mixin
    private BackendOption backend;

    @Option(names = "--out", paramLabel = "FILE", description = "A JSON file to write the figures to.")
    private Optional<Path> out;

    @Override
    public Integer call() throws IOException {
        if (photos.isPresent() == faces.given()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Expected either --photos or --data, found " + (faces.given() ? "both" : "neither"));
        }
        Retake retake = new Retake(degrees, light);
        NamedModel named = model.read();
        LabeledPhotos labeled = photos.map(LabeledPhotos::read)
                .orElseGet(() -> FaceSheets.of(faces.read(named.model().metadata())));
        List<DetectorReport> reports = new ArrayList<>();
        try (FacialEmotionClassifier classifier = backend.open(named)) {
            for (String name : detectors) {
                try (FaceDetector detector = open(name)) {
                    String shown = name.replaceFirst(":.*", "");
                    reports.add(
                            DetectorEvaluation.of(shown, detector, !gray, retake, named.name(), classifier, labeled));
                }
            }
        }
        spec.commandLine().getOut().print(DetectorReport.table(reports));
        spec.commandLine().getOut().flush();
        if (out.isPresent()) {
            AtomicFiles.writeString(out.get(), Json.PRETTY.toJson(reports) + "\n");
        }
        return 0;
    }

    private FaceDetector open(String name) {
        FaceDetectorOptions options =
                FaceDetectorOptions.builder().tiltedFaces(tiltedFaces).build();
        if (name.equals("builtin")) {
            return FaceDetector.open(options);
        } else if (name.equals("cascade")) {
            return CascadeFaceDetector.open();
        } else if (name.startsWith(YUNET)) {
            return FaceDetector.open(Path.of(name.substring(YUNET.length())), options);
        } else if (name.startsWith(OPENCV_YUNET)) {
            return YuNetFaceDetector.open(Path.of(name.substring(OPENCV_YUNET.length())), options);
        }
        throw new ParameterException(
                spec.commandLine(),
                "Expected the detector builtin, cascade, yunet:FILE or opencv-yunet:FILE, found " + name);
    }
}

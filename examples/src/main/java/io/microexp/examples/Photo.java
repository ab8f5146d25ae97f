package io.microexp.examples;

import io.microexp.Emotion;
import io.microexp.EmotionScores;
import io.microexp.FacialEmotionClassifier;
import io.microexp.MicroExpException;
import io.microexp.face.DetectedFace;
import io.microexp.face.FaceDetector;
import io.microexp.image.GrayImage;
import io.microexp.image.awt.AwtImages;
import io.microexp.opencv.CascadeFaceDetector;
import io.microexp.opencv.YuNetFaceDetector;
import io.microexp.training.io.AtomicFiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** From a photo to the apparent emotion of each face in it, as text and as an annotated picture. */
@Command(
        name = "examples.jar",
        mixinStandardHelpOptions = true,
        description = "Finds the faces of a photo, scores the apparent emotion of each, prints the scores and writes"
                + " the photo with boxes and bars.")
public final class Photo implements Callable<Integer> {
    private static final String PORTRAIT = "astronaut.png";

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "image",
            description = "PNG, JPEG, GIF, BMP or TIFF; without it a bundled portrait of an astronaut")
    private Path image;

    @Option(
            names = "--out",
            paramLabel = "png",
            description = "the annotated picture; by default <image>-emotions.png in the current folder")
    private Path out;

    @Option(
            names = "--detector",
            paramLabel = "yunet.onnx",
            description = "find faces with this YuNet model; by default with OpenCV's frontal cascade")
    private Path detector;

    private Photo() {}

    /**
     * Runs the example and ends the machine: 0 if all went well, 1 on an error, 2 on a wrong option.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Photo()).setExecutionExceptionHandler((error, command, parsed) -> {
            if (!(error instanceof MicroExpException || error instanceof IOException)) {
                throw error;
            }
            command.getErr().println("Error: " + error.getMessage());
            return command.getCommandSpec().exitCodeOnExecutionException();
        });
    }

    @Override
    public Integer call() throws IOException {
        BufferedImage photo = image == null ? portrait() : AwtImages.read(image);
        List<ScoredFace> faces = score(AwtImages.toGray(photo));
        Path target = out == null ? Path.of(baseName() + "-emotions.png") : out;
        AtomicFiles.write(target, file -> ImageIO.write(Annotation.draw(photo, faces), "png", file.toFile()));
        print(faces, target);
        return 0;
    }

    private static BufferedImage portrait() throws IOException {
        try (InputStream in = Photo.class.getResourceAsStream(PORTRAIT)) {
            return ImageIO.read(in);
        }
    }

    private List<ScoredFace> score(GrayImage photo) {
        try (FaceDetector finder = detector == null ? CascadeFaceDetector.open() : YuNetFaceDetector.open(detector);
                FacialEmotionClassifier classifier = FacialEmotionClassifier.open()) {
            List<DetectedFace> boxes = finder.detect(photo);
            List<GrayImage> crops = boxes.stream().map(box -> box.crop(photo)).toList();
            List<EmotionScores> scores = classifier.classifyAll(crops);
            List<ScoredFace> faces = new ArrayList<>();
            for (int i = 0; i < boxes.size(); i++) {
                faces.add(new ScoredFace(boxes.get(i), scores.get(i)));
            }
            return faces;
        }
    }

    private void print(List<ScoredFace> faces, Path target) {
        PrintWriter text = spec.commandLine().getOut();
        text.println(fileName() + ": " + faces.size() + (faces.size() == 1 ? " face" : " faces"));
        for (int i = 0; i < faces.size(); i++) {
            DetectedFace box = faces.get(i).face();
            EmotionScores scores = faces.get(i).scores();
            text.printf(
                    "face %d at (%d, %d), %dx%d pixels: %s%n",
                    i + 1, box.x(), box.y(), box.width(), box.height(), scores.top());
            for (Emotion emotion : scores.ranked()) {
                text.printf(Locale.ROOT, "  %-10s %.3f%n", emotion.label(), scores.probability(emotion));
            }
        }
        text.println("annotated: " + target
                + (Annotation.hasFonts() ? "" : " (without words: no font found; install fontconfig and any font)"));
        text.flush();
    }

    private String fileName() {
        return image == null ? PORTRAIT : String.valueOf(image.getFileName());
    }

    private String baseName() {
        return fileName().replaceFirst("\\.[^.]*$", "");
    }
}

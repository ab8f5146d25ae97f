package io.microexp.training.cli;

import io.microexp.Emotion;
import io.microexp.FacialEmotionClassifier;
import io.microexp.explain.OcclusionMap;
import io.microexp.face.DetectedFace;
import io.microexp.image.GrayImage;
import io.microexp.image.awt.AwtImages;
import io.microexp.training.cli.option.BackendOption;
import io.microexp.training.cli.option.ModelOption;
import io.microexp.training.cli.option.NamedModel;
import io.microexp.training.cli.option.ScoredFaces;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.io.AtomicFiles;
import io.microexp.training.report.OcclusionFigure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code explain}: draws which parts of a face a prediction depends on. */
@Command(
        name = "explain",
        description = "Draws which parts of a face a prediction depends on. A patch hides one part after another, and"
                + " the change of the probability becomes a heat map.")
final class ExplainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Mixin
    private ModelOption modelOption;

    @Mixin
    private BackendOption backend;

    @Option(
            names = "--image",
            paramLabel = "FILE",
            description = "The image of a cropped face, or a photograph with --box: PNG, JPEG, GIF, BMP or TIFF.")
    private Optional<Path> image;

    @Mixin
    private ScoredFaces faces;

    @Option(
            names = "--face",
            paramLabel = "NUMBER",
            defaultValue = "1",
            description = "Which face of the split of --data is drawn, from 1.")
    private int number;

    @Option(
            names = "--box",
            split = ",",
            paramLabel = "X,Y,WIDTH,HEIGHT",
            hideParamSyntax = true,
            description =
                    "The box of the face in the photograph --image, in pixels. It is cut out as a detector's box is.")
    private int[] box;

    @Option(
            names = "--emotion",
            paramLabel = "NAME",
            description =
                    "The class whose probability is watched: ${COMPLETION-CANDIDATES}. Default: the predicted class.")
    private Optional<Emotion> emotion;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The PNG file to write.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        NamedModel model = modelOption.read();
        GrayImage face = image.isPresent() ? cut(image.get()) : face(model);
        OcclusionMap map = map(model, face);
        AtomicFiles.write(out, file -> ImageIO.write(OcclusionFigure.draw(face, map), "png", file.toFile()));
        PrintWriter result = command.commandLine().getOut();
        result.println(map.scores());
        result.printf(
                Locale.ROOT,
                "hiding a part changes %s by up to %.2f, see %s%n",
                map.emotion().label(),
                map.strongest(),
                out);
        result.flush();
        return 0;
    }

    private GrayImage face(NamedModel model) {
        if (!faces.given()) {
            throw new ParameterException(
                    command.commandLine(), "Missing required option: --image, --data or --synthetic");
        }
        FaceDataset split = faces.read(model.model().metadata());
        if (number < 1 || number > split.size()) {
            throw new IllegalArgumentException("Expected --face of 1 to " + split.size() + ", the faces of split "
                    + split.name() + ", found " + number);
        }
        return split.image(number - 1);
    }

    private GrayImage cut(Path image) {
        if (box != null && box.length != 4) {
            throw new ParameterException(
                    command.commandLine(), "--box: expected x,y,width,height, found " + box.length + " numbers");
        }
        GrayImage photo = AwtImages.readGray(image);
        return box == null ? photo : new DetectedFace(box[0], box[1], box[2], box[3], 0).crop(photo);
    }

    private OcclusionMap map(NamedModel model, GrayImage face) {
        try (FacialEmotionClassifier classifier = backend.open(model)) {
            return emotion.map(chosen -> OcclusionMap.of(classifier, face, chosen))
                    .orElseGet(() -> OcclusionMap.of(classifier, face));
        }
    }
}

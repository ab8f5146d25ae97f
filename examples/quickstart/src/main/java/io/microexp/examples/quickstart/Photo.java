package io.microexp.examples.quickstart;

import io.microexp.Emotion;
import io.microexp.EmotionScores;
import io.microexp.MicroExpException;
import io.microexp.face.DetectedFace;
import io.microexp.image.awt.AwtImages;
import io.microexp.pipeline.EmotionPipeline;
import io.microexp.pipeline.FaceEmotion;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/** From a photo to the apparent expression of each face in it, as text and as an annotated picture. */
public final class Photo {
    private static final String PORTRAIT = "astronaut.png";
    private static final String USAGE = """
            Usage: java -jar quickstart.jar [image [annotated.png]]
            Finds the faces of a photo, prints the scores of each, and writes the photo with boxes and bars.
              image          PNG, JPEG, GIF, BMP, WBMP or TIFF; by default a bundled portrait of an astronaut
              annotated.png  file to write; by default <image>-emotions.png in the current folder""";

    private Photo() {}

    /**
     * Runs the example and exits with status 0, with 1 after an error, or with 2 after a wrong argument.
     *
     * @param args an image and a file to write; both may be left out
     */
    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        System.exit(run(List.of(args), System.out, System.err));
    }

    static int run(List<String> args, PrintStream out, PrintStream err) {
        if (args.contains("--help")) {
            out.println(USAGE);
            return 0;
        }
        if (args.size() > 2 || args.stream().anyMatch(arg -> arg.startsWith("-"))) {
            err.println(USAGE);
            return 2;
        }
        try {
            BufferedImage photo = args.isEmpty() ? portrait() : AwtImages.read(Path.of(args.get(0)));
            String name = args.isEmpty()
                    ? PORTRAIT
                    : Path.of(args.get(0)).getFileName().toString();
            Path annotated = Path.of(args.size() == 2 ? args.get(1) : name.replaceFirst("\\.[^.]*$", "-emotions.png"));
            List<FaceEmotion> faces;
            try (EmotionPipeline pipeline = EmotionPipeline.open()) {
                faces = pipeline.analyze(AwtImages.toPixelBuffer(photo));
            }
            print(name, faces, out);
            ImageIO.write(Annotation.draw(photo, faces), "png", annotated.toFile());
            out.println("annotated: " + annotated
                    + (Annotation.hasFonts()
                            ? ""
                            : " (without words: no font found; install fontconfig and any font)"));
            return 0;
        } catch (MicroExpException | IOException e) {
            err.println("Error: " + e.getMessage());
            return 1;
        }
    }

    private static BufferedImage portrait() throws IOException {
        try (InputStream in = Photo.class.getResourceAsStream(PORTRAIT)) {
            return ImageIO.read(in);
        }
    }

    private static void print(String name, List<FaceEmotion> faces, PrintStream out) {
        out.println(name + ": " + faces.size() + (faces.size() == 1 ? " face" : " faces"));
        for (int i = 0; i < faces.size(); i++) {
            DetectedFace box = faces.get(i).box();
            EmotionScores scores = faces.get(i).scores();
            out.printf(
                    "face %d at (%d, %d), %dx%d pixels: %s%n",
                    i + 1, box.x(), box.y(), box.width(), box.height(), scores.top());
            for (Emotion emotion : scores.ranked()) {
                out.printf(Locale.ROOT, "  %-10s %.3f%n", emotion.label(), scores.probability(emotion));
            }
        }
    }
}

import io.microexp.image.awt.AwtImages;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.Fer2013;
import io.microexp.training.eval.robustness.Corruption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Writes faces of fer2013.csv as CLASS/NUMBER.png: of each class at most so many, drawn by a seed. */
final class Folders {
    private Folders() {}

    /**
     * Writes the faces.
     *
     * @param args the csv file, its split, the faces per class, the seed, the folder, and perhaps a corruption
     */
    public static void main(String[] args) throws IOException {
        FaceDataset faces = Fer2013.read(Path.of(args[0]), args[1]);
        int perClass = Integer.parseInt(args[2]);
        long seed = Long.parseLong(args[3]);
        if (args.length > 5) {
            faces = Corruption.valueOf(args[5]).apply(faces, seed);
        }
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < faces.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(seed));
        int[] written = new int[faces.labels().size()];
        for (int face : order) {
            int label = faces.label(face);
            if (written[label] < perClass) {
                written[label]++;
                Path folder = Path.of(args[4], faces.labels().get(label).label());
                Files.createDirectories(folder);
                ImageIO.write(
                        AwtImages.toBufferedImage(faces.image(face)),
                        "png",
                        folder.resolve(face + ".png").toFile());
            }
        }
    }
}

package io.microexp.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Writes {@code resampler-golden.csv}: what the naive definition gives for seeded images, so that a change of the
 * preprocessing that trained models rely on cannot pass unseen. After {@code mvn -pl microexp-core test-compile}:
 *
 * <pre>{@code java -cp microexp-core/target/classes:microexp-core/target/test-classes io.microexp.image.ResamplerGolden
 *     microexp-core/src/test/resources/io/microexp/image/resampler-golden.csv}</pre>
 */
final class ResamplerGolden {
    private static final int[][] SIZES = {{17, 13, 8, 8}, {5, 7, 8, 9}, {23, 6, 7, 11}, {8, 8, 8, 8}};

    private ResamplerGolden() {}

    public static void main(String[] args) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("# source width, height, target width, height, then the values row by row; by ResamplerGolden");
        for (int[] size : SIZES) {
            StringBuilder line = new StringBuilder("%d,%d,%d,%d".formatted(size[0], size[1], size[2], size[3]));
            for (double value : NaiveResampler.resample(image(size[0], size[1]), size[2], size[3])) {
                line.append(String.format(Locale.ROOT, ",%.5f", value));
            }
            lines.add(line.toString());
        }
        Files.write(Path.of(args[0]), lines);
    }

    /** The image of that size: bytes of {@link Random}, whose sequence Java specifies, seeded with the size. */
    static GrayImage image(int width, int height) {
        byte[] pixels = new byte[width * height];
        new Random(1000L * width + height).nextBytes(pixels);
        return GrayImage.of(pixels, width, height);
    }
}

package io.microexp.opencv;

import io.microexp.image.GrayImage;
import io.microexp.image.awt.AwtImages;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntBinaryOperator;

/** Images with known faces, and images without any. */
final class Pictures {
    /** The project's one copy of the portrait. */
    static final Path PORTRAIT =
            Path.of("../examples/quickstart/src/main/resources/io/microexp/examples/quickstart/astronaut.png");
    /** The face in the portrait, measured by hand: brows to chin, ear to ear. */
    static final Box PORTRAIT_FACE = new Box(178, 68, 94, 94);

    private static final int TEXTURE_WIDTH = 320;
    private static final int TEXTURE_HEIGHT = 240;

    /** A rectangle in pixels. */
    record Box(double x, double y, double width, double height) {
        double iou(Box other) {
            double across = Math.min(x + width, other.x + other.width) - Math.max(x, other.x);
            double down = Math.min(y + height, other.y + other.height) - Math.max(y, other.y);
            double common = Math.max(0, across) * Math.max(0, down);
            return common / (width * height + other.width * other.height - common);
        }
    }

    /** A portrait's place in a collage. */
    record Placement(int x, int y, int side, boolean mirrored) {
        Box face() {
            double scale = side / 512.0;
            double left = mirrored ? 512 - PORTRAIT_FACE.x - PORTRAIT_FACE.width : PORTRAIT_FACE.x;
            return new Box(
                    x + left * scale,
                    y + PORTRAIT_FACE.y * scale,
                    PORTRAIT_FACE.width * scale,
                    PORTRAIT_FACE.height * scale);
        }
    }

    private Pictures() {}

    static GrayImage portrait() {
        return AwtImages.toGray(AwtImages.read(PORTRAIT));
    }

    static GrayImage collage(int width, int height, List<Placement> placements) {
        BufferedImage portrait = AwtImages.read(PORTRAIT);
        BufferedImage collage = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = collage.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        for (Placement p : placements) {
            int left = p.mirrored ? p.x + p.side : p.x;
            graphics.drawImage(portrait, left, p.y, p.mirrored ? -p.side : p.side, p.side, null);
        }
        graphics.dispose();
        return AwtImages.toGray(collage);
    }

    /** Noise fine and coarse, waves, stripes, checks, ramps, a disc and a plain: fourteen images. */
    static List<GrayImage> textures(long seed) {
        Random random = new Random(seed);
        List<GrayImage> textures = new ArrayList<>();
        textures.add(paint((x, y) -> random.nextInt(256)));
        textures.add(paint((x, y) -> (int) (128 + 40 * random.nextGaussian())));
        for (int cell : new int[] {4, 8, 16, 32}) {
            textures.add(cloud(cell, random));
        }
        double period = 5 + random.nextInt(40);
        double angle = random.nextDouble() * Math.PI;
        textures.add(paint((x, y) ->
                (int) (128 + 127 * Math.sin(2 * Math.PI * (x * Math.cos(angle) + y * Math.sin(angle)) / period))));
        int side = 4 + random.nextInt(40);
        textures.add(paint((x, y) -> x / side % 2 * 255));
        textures.add(paint((x, y) -> y / side % 2 * 255));
        textures.add(paint((x, y) -> (x / side + y / side) % 2 * 255));
        textures.add(paint((x, y) -> x * 255 / TEXTURE_WIDTH));
        textures.add(paint((x, y) -> (x + y) * 255 / (TEXTURE_WIDTH + TEXTURE_HEIGHT)));
        textures.add(paint((x, y) -> (int) (255 - Math.hypot(x - TEXTURE_WIDTH / 2.0, y - TEXTURE_HEIGHT / 2.0))));
        textures.add(paint((x, y) -> 77));
        return textures;
    }

    /** Random values on a coarse grid, interpolated between. */
    private static GrayImage cloud(int cell, Random random) {
        int columns = TEXTURE_WIDTH / cell + 2;
        int[] grid = random.ints((long) columns * (TEXTURE_HEIGHT / cell + 2), 0, 256)
                .toArray();
        return paint((x, y) -> {
            int corner = y / cell * columns + x / cell;
            double right = x % cell / (double) cell;
            double down = y % cell / (double) cell;
            double above = grid[corner] * (1 - right) + grid[corner + 1] * right;
            double below = grid[corner + columns] * (1 - right) + grid[corner + columns + 1] * right;
            return (int) (above * (1 - down) + below * down);
        });
    }

    private static GrayImage paint(IntBinaryOperator value) {
        byte[] pixels = new byte[TEXTURE_WIDTH * TEXTURE_HEIGHT];
        for (int i = 0; i < pixels.length; i++) {
            int v = value.applyAsInt(i % TEXTURE_WIDTH, i / TEXTURE_WIDTH);
            pixels[i] = (byte) Math.max(0, Math.min(v, 255));
        }
        return GrayImage.of(pixels, TEXTURE_WIDTH, TEXTURE_HEIGHT);
    }
}

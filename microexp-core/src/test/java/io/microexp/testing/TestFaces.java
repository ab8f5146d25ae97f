package io.microexp.testing;

import io.microexp.image.GrayImage;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Seeded images for tests: a brightness ramp of random direction and strength under noise; no two look alike. */
public final class TestFaces {
    private static final int NOISE = 32;

    private TestFaces() {}

    /** Images of one size. */
    public static List<GrayImage> of(int count, int width, int height, long seed) {
        Random random = new Random(seed);
        return Stream.generate(() -> face(width, height, random)).limit(count).toList();
    }

    /** Images of 8x8 to 97x97, most of them neither square nor of a model's size. */
    public static List<GrayImage> ofManySizes(int count, long seed) {
        Random random = new Random(seed);
        return Stream.generate(() -> face(8 + random.nextInt(90), 8 + random.nextInt(90), random))
                .limit(count)
                .toList();
    }

    /** A face whose gray levels are multiplied, raised and rounded. */
    public static GrayImage exposed(GrayImage face, double light, int level) {
        byte[] pixels = face.toArray();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.round(light * (pixels[i] & 0xFF) + level);
        }
        return GrayImage.of(pixels, face.width(), face.height());
    }

    private static GrayImage face(int width, int height, Random random) {
        int base = random.nextInt(256);
        int right = random.nextInt(511) - 255;
        int down = random.nextInt(511) - 255;
        byte[] pixels = new byte[width * height];
        for (int i = 0; i < pixels.length; i++) {
            int ramp = base + right * (i % width) / width + down * (i / width) / height;
            pixels[i] = (byte) Math.max(0, Math.min(255, ramp + random.nextInt(NOISE)));
        }
        return GrayImage.of(pixels, width, height);
    }
}

package io.microexp.bench.benchmark;

import io.microexp.FacialEmotionClassifier;
import io.microexp.image.GrayImage;
import io.microexp.model.EmotionModel;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Seeded 48x48 images of smooth blobs. The time of a call does not depend on what an image shows. */
public final class Faces {
    private static final long SEED = 20_260_702L;
    private static final int SIZE = 48;
    private static final int BLOBS = 6;

    private Faces() {}

    public static List<GrayImage> of(int count) {
        Random random = new Random(SEED);
        return Stream.generate(() -> face(random)).limit(count).toList();
    }

    private static GrayImage face(Random random) {
        double[] light = new double[SIZE * SIZE];
        for (int blob = 0; blob < BLOBS; blob++) {
            add(light, random.nextDouble() * SIZE, random.nextDouble() * SIZE, 60 * random.nextGaussian());
        }
        byte[] pixels = new byte[light.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.max(0, Math.min(255, 128 + light[i]));
        }
        return GrayImage.of(pixels, SIZE, SIZE);
    }

    private static void add(double[] light, double centerX, double centerY, double height) {
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                double squared = (x - centerX) * (x - centerX) + (y - centerY) * (y - centerY);
                light[y * SIZE + x] += height * Math.exp(-squared / SIZE);
            }
        }
    }

    /** Returns the scores of a backend that shares no kernel with this one, one row per face. */
    public static float[][] reference(String backend, EmotionModel model, List<GrayImage> faces) {
        try (FacialEmotionClassifier classifier = Backends.open(Backends.reference(backend), model, 1)) {
            return faces.stream()
                    .map(face -> classifier.classify(face).toArray())
                    .toArray(float[][]::new);
        }
    }
}

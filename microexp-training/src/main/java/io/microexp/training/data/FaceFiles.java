package io.microexp.training.data;

import io.microexp.DataFormatException;
import io.microexp.image.GrayImage;
import io.microexp.image.awt.AwtImages;
import io.microexp.model.Preprocessing;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Image files and their folders. */
public final class FaceFiles {
    /** What {@link AwtImages} reads. */
    private static final List<String> IMAGE_ENDINGS = List.of(".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff");

    private FaceFiles() {}

    /** Reads an image in gray. */
    static GrayImage read(Path file) {
        return AwtImages.readGray(file);
    }

    /** Resizes a face to the model's input size, rounded to whole gray levels. */
    static GrayImage resize(GrayImage face, Preprocessing preprocessing) {
        int width = preprocessing.width();
        int height = preprocessing.height();
        float[] values = new float[width * height];
        face.resample(width, height, 1f, 0f, FloatBuffer.wrap(values), 0);
        byte[] pixels = new byte[values.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.round(values[i]);
        }
        return GrayImage.wrap(pixels, 0, width, width, height);
    }

    /** Lists a folder without hidden files, sorted so that every machine reads the same order. */
    public static List<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(path -> !path.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new DataFormatException(folder + ": expected a readable folder, found: " + e, e);
        }
    }

    /** Returns whether a path is a file of a kind that {@link #read} reads. */
    public static boolean isImage(Path path) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        return IMAGE_ENDINGS.stream().anyMatch(name::endsWith) && Files.isRegularFile(path);
    }
}

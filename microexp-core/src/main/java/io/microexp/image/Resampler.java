package io.microexp.image;

import java.nio.FloatBuffer;

/**
 * Resizing: the mean over the covered area along an axis that shrinks, linear interpolation between pixel centres
 * along one that grows, edges repeated ({@code "area-bilinear"} in model metadata). Allocates nothing.
 *
 * <p>Thread safety: stateless.
 */
public final class Resampler {
    private Resampler() {}

    /**
     * Resizes to {@code width x height} and maps each value v to {@code v * scale + shift}.
     *
     * @param image the source, 0 to 255; not modified
     * @param width target width, positive
     * @param height target height, positive
     * @param scale factor
     * @param shift summand
     * @param out receives {@code width * height} values, row-major, written by absolute index
     * @param offset index of the first value
     */
    public static void resample(
            GrayImage image, int width, int height, float scale, float shift, FloatBuffer out, int offset) {
        byte[] pixels = image.pixels();
        if (image.width() == width && image.height() == height) {
            for (int y = 0; y < height; y++) {
                int row = image.index(0, y);
                for (int x = 0; x < width; x++) {
                    out.put(offset + y * width + x, (pixels[row + x] & 0xFF) * scale + shift);
                }
            }
            return;
        }
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                out.put(offset + y * width + x, sample(image, width, height, x, y) * scale + shift);
            }
        }
    }

    private static float sample(GrayImage image, int width, int height, int x, int y) {
        byte[] pixels = image.pixels();
        float fromX = from(x, image.width(), width);
        float toX = to(x, image.width(), width);
        float fromY = from(y, image.height(), height);
        float toY = to(y, image.height(), height);
        float sum = 0;
        float weights = 0;
        for (int sy = (int) Math.floor(fromY); sy < toY; sy++) {
            float weightY = Math.min(sy + 1, toY) - Math.max(sy, fromY);
            int row = image.index(0, clamp(sy, image.height()));
            for (int sx = (int) Math.floor(fromX); sx < toX; sx++) {
                float weight = weightY * (Math.min(sx + 1, toX) - Math.max(sx, fromX));
                sum += weight * (pixels[row + clamp(sx, image.width())] & 0xFF);
                weights += weight;
            }
        }
        return sum / weights;
    }

    /*
     * The source interval that target pixel i covers. Shrinking: its share of the source. Growing: one source pixel
     * wide around the target's centre; the overlap with the two pixels it touches is linear interpolation.
     */
    private static float from(int i, int source, int target) {
        return source >= target ? (float) i * source / target : (i + 0.5f) * source / target - 0.5f;
    }

    private static float to(int i, int source, int target) {
        return source >= target ? (float) (i + 1) * source / target : (i + 0.5f) * source / target + 0.5f;
    }

    private static int clamp(int value, int size) {
        return Math.max(0, Math.min(value, size - 1));
    }
}

package io.microexp.training.augment;

import io.microexp.internal.Dct8;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What cameras, networks and poor light do to a face: blur, motion blur, noise, compression, low resolution, darkness and
 * a covered part. Each function changes a gray image in place: float32 pixels of 0..255, row-major, {@code width} pixels
 * per row. The same functions vary training faces ({@link Augmenter}) and define the corruptions of an evaluation.
 */
public final class Degradations {
    /** The mouth of a face in FER2013's framing, see {@link #cover}. */
    public static final Region MOUTH = new Region(0.22, 0.66, 0.78, 0.94);
    /** The eyes and brows of a face in FER2013's framing. */
    public static final Region EYES = new Region(0.06, 0.20, 0.94, 0.50);

    private static final float MAX_PIXEL = 255f;
    private static final int BLOCK = Dct8.SIZE;
    private static final int CENTER = 128;
    /** Table K.1 of ITU-T T.81, the luminance table of nearly every JPEG encoder. */
    private static final int[] LUMINANCE = {
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29,
        51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121,
        120, 101, 72, 92, 95, 98, 112, 100, 103, 99
    };

    private Degradations() {}

    /**
     * A part of an image, as fractions of its sides.
     *
     * @param left 0..1
     * @param top 0..1
     * @param right above {@code left}, at most 1
     * @param bottom above {@code top}, at most 1
     */
    public record Region(double left, double top, double right, double bottom) {
        /** Returns the same region moved by fractions of the sides; may reach over the edges. */
        Region moved(double x, double y) {
            return new Region(left + x, top + y, right + x, bottom + y);
        }
    }

    /**
     * Gaussian blur, edge pixels repeated.
     *
     * @param sigma standard deviation in pixels, positive
     */
    public static void blur(float[] pixels, int width, double sigma) {
        int radius = Math.max(1, (int) Math.ceil(3 * sigma));
        float[] kernel = new float[2 * radius + 1];
        double sum = 0;
        for (int i = -radius; i <= radius; i++) {
            kernel[i + radius] = (float) Math.exp(-i * i / (2 * sigma * sigma));
            sum += kernel[i + radius];
        }
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] /= (float) sum;
        }
        int height = pixels.length / width;
        float[] rows = new float[pixels.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                float value = 0;
                for (int i = -radius; i <= radius; i++) {
                    value += kernel[i + radius] * pixels[y * width + inside(x + i, width)];
                }
                rows[y * width + x] = value;
            }
        }
        Arrays.fill(pixels, 0);
        for (int y = 0; y < height; y++) {
            for (int i = -radius; i <= radius; i++) {
                int from = inside(y + i, height) * width;
                float weight = kernel[i + radius];
                for (int x = 0; x < width; x++) {
                    pixels[y * width + x] += weight * rows[from + x];
                }
            }
        }
    }

    /**
     * The mean along a line through each pixel: a face or camera that moves evenly during the exposure. Edge pixels
     * repeat.
     *
     * @param length of the line in pixels, at least 1
     * @param degrees its direction
     */
    public static void motionBlur(float[] pixels, int width, double length, double degrees) {
        int height = pixels.length / width;
        float[] sharp = pixels.clone();
        int samples = 2 * (int) Math.ceil(length) + 1;
        double stepX = Math.cos(Math.toRadians(degrees)) * (length - 1) / (samples - 1);
        double stepY = Math.sin(Math.toRadians(degrees)) * (length - 1) / (samples - 1);
        Arrays.fill(pixels, 0);
        for (int i = 0; i < samples; i++) {
            float x = (float) (stepX * (i - samples / 2));
            float y = (float) (stepY * (i - samples / 2));
            addMoved(sharp, width, height, x, y, 1f / samples, pixels);
        }
    }

    /** Adds {@code weight} of an image moved by (moveX, moveY), bilinear. */
    private static void addMoved(
            float[] image, int width, int height, float moveX, float moveY, float weight, float[] sum) {
        int left = (int) Math.floor(moveX);
        int top = (int) Math.floor(moveY);
        float right = moveX - left;
        float below = moveY - top;
        for (int y = 0; y < height; y++) {
            int upper = inside(y + top, height) * width;
            int lower = inside(y + top + 1, height) * width;
            for (int x = 0; x < width; x++) {
                int first = inside(x + left, width);
                int second = inside(x + left + 1, width);
                float high = image[upper + first] + right * (image[upper + second] - image[upper + first]);
                float low = image[lower + first] + right * (image[lower + second] - image[lower + first]);
                sum[y * width + x] += weight * (high + below * (low - high));
            }
        }
    }

    /**
     * Adds independent Gaussian noise to each pixel; the result is clamped to 0..255.
     *
     * @param sigma standard deviation in gray levels of 255
     * @param random decides the noise
     */
    public static void noise(float[] pixels, double sigma, SplittableRandom random) {
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = clamp(pixels[i] + (float) (sigma * random.nextGaussian()));
        }
    }

    /**
     * Baseline JPEG compression of the luminance, without its lossless half: 8x8 blocks, discrete cosine transform,
     * quantization by the standard's table K.1 scaled as libjpeg scales it, and back to whole gray levels. A last block
     * beyond the edge repeats edge pixels.
     *
     * @param quality libjpeg's, 1..100
     */
    public static void jpeg(float[] pixels, int width, int quality) {
        int height = pixels.length / width;
        int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        float[] block = new float[BLOCK * BLOCK];
        for (int top = 0; top < height; top += BLOCK) {
            for (int left = 0; left < width; left += BLOCK) {
                for (int i = 0; i < block.length; i++) {
                    int y = inside(top + i / BLOCK, height);
                    int x = inside(left + i % BLOCK, width);
                    block[i] = Math.round(pixels[y * width + x]) - CENTER;
                }
                for (int i = 0; i < BLOCK; i++) {
                    Dct8.forward(block, i * BLOCK, 1, block, i * BLOCK, 1);
                }
                for (int i = 0; i < BLOCK; i++) {
                    Dct8.forward(block, i, BLOCK, block, i, BLOCK);
                }
                for (int i = 0; i < block.length; i++) {
                    int step = Math.max(1, Math.min((LUMINANCE[i] * scale + 50) / 100, 255));
                    block[i] = Math.round(block[i] / step) * step;
                }
                for (int i = 0; i < BLOCK; i++) {
                    Dct8.inverse(block, i, BLOCK, block, i, BLOCK);
                }
                for (int i = 0; i < BLOCK; i++) {
                    Dct8.inverse(block, i * BLOCK, 1, block, i * BLOCK, 1);
                }
                for (int y = top; y < Math.min(top + BLOCK, height); y++) {
                    for (int x = left; x < Math.min(left + BLOCK, width); x++) {
                        pixels[y * width + x] = clamp(Math.round(block[(y - top) * BLOCK + x - left] + CENTER));
                    }
                }
            }
        }
    }

    /**
     * Shrinks the image by averaging areas and enlarges it again, bilinear: a face that has only so many pixels in its
     * frame.
     *
     * @param shrunk width of the small image in pixels, 1 to {@code width}
     */
    public static void lowResolution(float[] pixels, int width, int shrunk) {
        int height = pixels.length / width;
        int shrunkHeight = Math.max(1, Math.round((float) height * shrunk / width));
        float[] narrow = areaMeans(pixels, width, height, shrunk);
        float[] small = transposed(
                areaMeans(transposed(narrow, shrunk, height), height, shrunk, shrunkHeight), shrunkHeight, shrunk);
        for (int y = 0; y < height; y++) {
            float sourceY = Math.max(0, Math.min((y + 0.5f) * shrunkHeight / height - 0.5f, shrunkHeight - 1));
            int top = (int) sourceY;
            int bottom = Math.min(top + 1, shrunkHeight - 1);
            for (int x = 0; x < width; x++) {
                float sourceX = Math.max(0, Math.min((x + 0.5f) * shrunk / width - 0.5f, shrunk - 1));
                int left = (int) sourceX;
                int right = Math.min(left + 1, shrunk - 1);
                float upper = mix(small[top * shrunk + left], small[top * shrunk + right], sourceX - left);
                float lower = mix(small[bottom * shrunk + left], small[bottom * shrunk + right], sourceX - left);
                pixels[y * width + x] = mix(upper, lower, sourceY - top);
            }
        }
    }

    /** Each row shrunk to {@code size} means over equal parts of it. */
    private static float[] areaMeans(float[] pixels, int width, int height, int size) {
        float[] means = new float[height * size];
        float part = (float) width / size;
        for (int x = 0; x < size; x++) {
            float from = x * part;
            float to = Math.min(from + part, width);
            for (int source = (int) from; source < to; source++) {
                float weight = (Math.min(source + 1, to) - Math.max(source, from)) / part;
                for (int y = 0; y < height; y++) {
                    means[y * size + x] += weight * pixels[y * width + source];
                }
            }
        }
        return means;
    }

    private static float[] transposed(float[] pixels, int width, int height) {
        float[] turned = new float[pixels.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                turned[x * height + y] = pixels[y * width + x];
            }
        }
        return turned;
    }

    /**
     * Rotates the image about its center, bicubic; edge pixels repeat.
     *
     * @param degrees positive is clockwise
     */
    public static void rotate(float[] pixels, int width, double degrees) {
        float[] rotated = new Warp(false, degrees, 1, 0, 0, 0).apply(pixels, width);
        System.arraycopy(rotated, 0, pixels, 0, pixels.length);
    }

    /**
     * Raises gray levels to a power: {@code 255 (v / 255)^(1 / gamma)}. Below 1 the image darkens, its shadows most.
     *
     * @param gamma positive
     */
    public static void gamma(float[] pixels, double gamma) {
        float[] levels = new float[(int) MAX_PIXEL + 2];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (float) (MAX_PIXEL * Math.pow(i / MAX_PIXEL, 1 / gamma));
        }
        for (int i = 0; i < pixels.length; i++) {
            int level = (int) pixels[i];
            pixels[i] = clamp(mix(levels[level], levels[level + 1], pixels[i] - level));
        }
    }

    /** Multiplies gray levels, clamped to 0..255. */
    public static void brightness(float[] pixels, double factor) {
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = clamp((float) factor * pixels[i]);
        }
    }

    /**
     * Fills a region with one gray level: a mask, a scarf, sunglasses.
     *
     * @param region its part inside the image is covered
     * @param level 0..255
     */
    public static void cover(float[] pixels, int width, Region region, float level) {
        int height = pixels.length / width;
        int left = inside((int) Math.round(region.left() * width), width + 1);
        int right = inside((int) Math.round(region.right() * width), width + 1);
        int bottom = inside((int) Math.round(region.bottom() * height), height + 1);
        for (int y = inside((int) Math.round(region.top() * height), height + 1); y < bottom; y++) {
            Arrays.fill(pixels, y * width + left, y * width + right, level);
        }
    }

    private static float mix(float a, float b, float part) {
        return a + part * (b - a);
    }

    private static int inside(int index, int size) {
        return Math.max(0, Math.min(index, size - 1));
    }

    private static float clamp(float value) {
        return Math.max(0, Math.min(value, MAX_PIXEL));
    }
}

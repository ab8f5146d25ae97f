package io.microexp.internal.face;

import java.util.Arrays;

/**
 * An image as networks take it: float32, channel by channel. An image smaller than the planes lies in their upper left
 * corner.
 */
final class Planes implements PixelRows {
    /* per pixel and axis where a turned square shrinks */
    private static final int MOST_SAMPLES = 4;

    final float[] values;

    private final int channels;
    private final int planeWidth;
    private final int planeHeight;
    private int width;
    private int height;

    Planes(int channels, int planeHeight, int planeWidth) {
        this.channels = channels;
        this.planeWidth = planeWidth;
        this.planeHeight = planeHeight;
        this.values = new float[Math.multiplyExact(channels, Math.multiplyExact(planeWidth, planeHeight))];
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int channels() {
        return channels;
    }

    @Override
    public void read(int x, int y, int count, float[][] channels) {
        for (int c = 0; c < this.channels; c++) {
            System.arraycopy(values, (c * planeHeight + y) * planeWidth + x, channels[c], 0, count);
        }
    }

    float get(int channel, int x, int y) {
        return values[(channel * planeHeight + y) * planeWidth + x];
    }

    /**
     * Fills the planes with a rectangle of an image, scaled to width x height as
     * {@link io.microexp.image.GrayImage#resample} does: the mean over the covered area where it shrinks, linear
     * interpolation where it grows. Pixels outside the image repeat its edge. Each value v becomes
     * {@code v * factor + shift}, and black becomes the rest of the planes.
     *
     * @param image an image of as many channels
     * @param order the plane that each channel of a color image goes to
     */
    void fill(PixelRows image, Rectangle from, int width, int height, float factor, float shift, int... order) {
        this.width = width;
        this.height = height;
        if (width < planeWidth || height < planeHeight) {
            Arrays.fill(values, shift);
        }
        Axis across = Axis.of(from.x(), from.width(), width, image.width());
        Axis down = Axis.of(from.y(), from.height(), height, image.height());
        Rows rows = new Rows(image, across, width);
        float[] mean = new float[width];
        for (int y = 0; y < height; y++) {
            for (int c = 0; c < channels; c++) {
                Arrays.fill(mean, 0);
                for (int tap = down.start[y]; tap < down.start[y + 1]; tap++) {
                    add(down.weight[tap], rows.get(down.source[tap])[c], mean);
                }
                scale(mean, factor, shift);
                int plane = channels == GRAY ? 0 : order[c];
                System.arraycopy(mean, 0, values, (plane * planeHeight + y) * planeWidth, width);
            }
        }
    }

    private static void scale(float[] row, float factor, float shift) {
        for (int x = 0; x < row.length; x++) {
            row[x] = row[x] * factor + shift;
        }
    }

    private static void add(float weight, float[] row, float[] sum) {
        for (int x = 0; x < sum.length; x++) {
            sum[x] += weight * row[x];
        }
    }

    /**
     * A rectangle in pixels of an image, which may leave it.
     *
     * @param x left edge
     * @param y top edge
     * @param width pixels
     * @param height pixels
     */
    record Rectangle(double x, double y, double width, double height) {}

    /** Rows of an image scaled across. The last two are kept, as neighboring rows of the result share them. */
    private static final class Rows {
        private final PixelRows image;
        private final Axis across;
        private final float[][] pixels;
        private final float[][][] kept;
        private final int[] keptRow = {-1, -1};
        private int oldest;

        Rows(PixelRows image, Axis across, int width) {
            this.image = image;
            this.across = across;
            this.pixels = new float[image.channels()][across.last - across.first + 1];
            this.kept = new float[2][image.channels()][width];
        }

        float[][] get(int y) {
            for (int i = 0; i < keptRow.length; i++) {
                if (keptRow[i] == y) {
                    return kept[i];
                }
            }
            int slot = oldest;
            oldest = 1 - oldest;
            keptRow[slot] = y;
            image.read(across.first, y, pixels[0].length, pixels);
            for (int c = 0; c < pixels.length; c++) {
                across.scale(pixels[c], kept[slot][c]);
            }
            return kept[slot];
        }
    }

    /** The pixels of one axis of the source behind each pixel of the target, and their weights. */
    private static final class Axis {
        private final int[] start;
        private final int[] source;
        private final float[] weight;
        private int first = Integer.MAX_VALUE;
        private int last;

        private Axis(int[] start) {
            int taps = start[start.length - 1];
            this.start = start;
            this.source = new int[taps];
            this.weight = new float[taps];
        }

        static Axis of(double from, double length, int target, int size) {
            double step = length / target;
            double reach = Math.max(step, 1);
            int[] start = new int[target + 1];
            for (int i = 0; i < target; i++) {
                double begin = from + (i + 0.5) * step - reach / 2;
                start[i + 1] = start[i] + (int) (Math.ceil(begin + reach) - Math.floor(begin));
            }
            Axis axis = new Axis(start);
            for (int i = 0; i < target; i++) {
                double begin = from + (i + 0.5) * step - reach / 2;
                int pixel = (int) Math.floor(begin);
                for (int tap = start[i]; tap < start[i + 1]; tap++, pixel++) {
                    double covered = Math.min(pixel + 1, begin + reach) - Math.max(pixel, begin);
                    axis.set(tap, Math.max(0, Math.min(pixel, size - 1)), (float) (covered / reach));
                }
            }
            return axis;
        }

        private void set(int tap, int pixel, float share) {
            source[tap] = pixel;
            weight[tap] = share;
            first = Math.min(first, pixel);
            last = Math.max(last, pixel);
        }

        void scale(float[] pixels, float[] scaled) {
            for (int x = 0; x < scaled.length; x++) {
                float sum = 0;
                for (int tap = start[x]; tap < start[x + 1]; tap++) {
                    sum += weight[tap] * pixels[source[tap] - first];
                }
                scaled[x] = sum;
            }
        }
    }

    /** Rounds every value to a whole number. */
    void round() {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.round(values[i]);
        }
    }

    /**
     * Fills the planes with a part of other planes that is turned by an angle. Pixels outside repeat the edge.
     *
     * @param image planes of as many channels
     * @param part where it lies in the other planes
     */
    void fillTurned(Planes image, TurnedPart part) {
        this.width = planeWidth;
        this.height = planeHeight;
        double step = part.step();
        int samples = (int) Math.max(1, Math.min(Math.ceil(step), MOST_SAMPLES));
        double cos = part.cos();
        double sin = part.sin();
        int plane = planeWidth * planeHeight;
        Arrays.fill(values, 0);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int to = y * planeWidth + x;
                for (int sample = 0; sample < samples * samples; sample++) {
                    double right = (x + (sample % samples + 0.5) / samples) * step - width * step / 2;
                    double down = (y + (sample / samples + 0.5) / samples) * step - height * step / 2;
                    double sourceX = part.centerX() + right * cos - down * sin - 0.5;
                    double sourceY = part.centerY() + right * sin + down * cos - 0.5;
                    for (int c = 0; c < channels; c++) {
                        values[to + c * plane] += image.bilinear(c, sourceX, sourceY);
                    }
                }
            }
        }
        for (int i = 0; i < values.length; i++) {
            values[i] /= samples * samples;
        }
    }

    private float bilinear(int channel, double x, double y) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        float right = (float) (x - left);
        float below = (float) (y - top);
        int x0 = Math.max(0, Math.min(left, width - 1));
        int x1 = Math.max(0, Math.min(left + 1, width - 1));
        int y0 = Math.max(0, Math.min(top, height - 1));
        int y1 = Math.max(0, Math.min(top + 1, height - 1));
        float upper = get(channel, x0, y0) * (1 - right) + get(channel, x1, y0) * right;
        float lower = get(channel, x0, y1) * (1 - right) + get(channel, x1, y1) * right;
        return upper * (1 - below) + lower * below;
    }
}

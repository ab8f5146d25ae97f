package io.microexp.image;

/** The definition of "area-bilinear" as two matrices of weights, in double precision and without any shortcut. */
final class NaiveResampler {
    private NaiveResampler() {}

    static double[] resample(GrayImage image, int width, int height) {
        double[] out = new double[width * height];
        for (int y = 0; y < height; y++) {
            double[] down = weights(y, image.height(), height);
            for (int x = 0; x < width; x++) {
                double[] across = weights(x, image.width(), width);
                for (int sy = 0; sy < image.height(); sy++) {
                    for (int sx = 0; sx < image.width(); sx++) {
                        out[y * width + x] += down[sy] * across[sx] * image.get(sx, sy);
                    }
                }
            }
        }
        return out;
    }

    private static double[] weights(int i, int source, int target) {
        double[] weights = new double[source];
        if (source >= target) {
            double from = (double) i * source / target;
            double to = (double) (i + 1) * source / target;
            for (int s = 0; s < source; s++) {
                weights[s] = Math.max(0, Math.min(s + 1, to) - Math.max(s, from)) / (to - from);
            }
        } else {
            double center = (i + 0.5) * source / target - 0.5;
            int left = (int) Math.floor(center);
            weights[Math.max(left, 0)] += left + 1 - center;
            weights[Math.min(left + 1, source - 1)] += center - left;
        }
        return weights;
    }
}

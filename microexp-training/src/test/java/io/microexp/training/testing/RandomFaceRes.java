package io.microexp.training.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A file with the tensors of FaceRes and random weights, and what TensorFlow would compute from it, written as plainly
 * as its definition: maps are (height, width, channels), "SAME" padding is what a window lacks at the end of a map of
 * even sides at stride 2, and one pixel all around at stride 1.
 */
public final class RandomFaceRes {
    private static final int[] WIDTHS = {64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024};
    private static final int[] STRIDES = {1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1};
    private static final int CAPACITY = 14_000_000;

    private final Map<String, float[]> tensors = new LinkedHashMap<>();
    private final TfjsFile file = new TfjsFile(CAPACITY);

    /** Weights of a seed. */
    public RandomFaceRes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        // pixels reach 255: the first kernel brings them near 1
        add(random, "conv1/convolution/merged_input", 0.01, 3, 3, 3, 32);
        add(random, "conv1_bn/batchnorm_1/sub", 0.5, 32);
        int channels = 32;
        for (int i = 0; i < WIDTHS.length; i++) {
            String depthwise = "conv_dw_" + (i + 1);
            String pointwise = "conv_pw_" + (i + 1);
            add(random, depthwise + "/depthwise_kernel", 1, 3, 3, channels, 1);
            add(random, depthwise + "_bn/batchnorm_1/mul", 1, channels);
            add(random, depthwise + "_bn/batchnorm_1/sub", 0.5, channels);
            add(random, pointwise + "/convolution/merged_input", 2 / Math.sqrt(channels), 1, 1, channels, WIDTHS[i]);
            add(random, pointwise + "_bn/batchnorm_1/sub", 0.5, WIDTHS[i]);
            channels = WIDTHS[i];
        }
    }

    private void add(SplittableRandom random, String name, double range, int... shape) {
        float[] values = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-range, range);
        }
        tensors.put(name, values);
        file.float32(name, shape, values);
    }

    /** Writes {@code faceres.json} and its shard. */
    public Path write(Path folder) throws IOException {
        return file.write(folder, "faceres");
    }

    /** The means of the last maps of one picture, whose pixels are 0 to 255 and whose side is a multiple of 32. */
    public float[] embedding(float[] gray, int side) {
        float[] rgb = new float[gray.length * 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = gray[i / 3];
        }
        float[] x = dense(rgb, side, 3, 3, 2, "conv1");
        int size = side / 2;
        for (int i = 0; i < WIDTHS.length; i++) {
            x = depthwise(x, size, STRIDES[i], "conv_dw_" + (i + 1));
            size /= STRIDES[i];
            x = dense(x, size, x.length / (size * size), 1, 1, "conv_pw_" + (i + 1));
        }
        float[] means = new float[x.length / (size * size)];
        for (int i = 0; i < x.length; i++) {
            means[i % means.length] += x[i] / (size * size);
        }
        return means;
    }

    private float[] dense(float[] x, int side, int inputs, int kernel, int stride, String name) {
        float[] weights = tensors.get(name + "/convolution/merged_input");
        float[] bias = tensors.get(name + "_bn/batchnorm_1/sub");
        int filters = bias.length;
        int out = side / stride;
        float[] y = new float[out * out * filters];
        for (int p = 0; p < out * out; p++) {
            double[] sums = new double[filters];
            for (int k = 0; k < kernel * kernel; k++) {
                int pixel = pixel(p, k, side, kernel, stride);
                for (int i = 0; pixel >= 0 && i < inputs; i++) {
                    for (int f = 0; f < filters; f++) {
                        sums[f] += (double) x[pixel * inputs + i] * weights[(k * inputs + i) * filters + f];
                    }
                }
            }
            for (int f = 0; f < filters; f++) {
                y[p * filters + f] = relu6(sums[f] + bias[f]);
            }
        }
        return y;
    }

    private float[] depthwise(float[] x, int side, int stride, String name) {
        float[] weights = tensors.get(name + "/depthwise_kernel");
        float[] scale = tensors.get(name + "_bn/batchnorm_1/mul");
        float[] bias = tensors.get(name + "_bn/batchnorm_1/sub");
        int channels = bias.length;
        int out = side / stride;
        float[] y = new float[out * out * channels];
        for (int p = 0; p < out * out; p++) {
            for (int c = 0; c < channels; c++) {
                double sum = 0;
                for (int k = 0; k < 9; k++) {
                    int pixel = pixel(p, k, side, 3, stride);
                    sum += pixel < 0 ? 0 : (double) x[pixel * channels + c] * weights[k * channels + c];
                }
                y[p * channels + c] = relu6(sum * scale[c] + bias[c]);
            }
        }
        return y;
    }

    /** The pixel that meets tap k of the kernel at output p, or -1 in the padding. */
    private static int pixel(int p, int k, int side, int kernel, int stride) {
        int out = side / stride;
        int before = stride == 1 ? kernel / 2 : 0;
        int row = p / out * stride + k / kernel - before;
        int column = p % out * stride + k % kernel - before;
        return row < 0 || row >= side || column < 0 || column >= side ? -1 : row * side + column;
    }

    private static float relu6(double x) {
        return (float) Math.min(Math.max(x, 0), 6);
    }
}

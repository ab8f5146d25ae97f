package io.microexp.bench.layer;

import java.util.List;
import java.util.Random;

/**
 * A layer with seeded weights and input, the same for every backend: convolution and bias, without an activation,
 * which only some runtimes would fuse.
 *
 * <p>Thread safety: immutable by agreement; the arrays are shared and not written.
 *
 * @param layer the layer
 * @param input float32, channels x height x width, about N(0, 1)
 * @param filters the convolution's weights and biases; of a squeeze-excite, those of its two fully connected layers
 */
public record LayerProblem(Layer layer, float[] input, List<Filter> filters) {
    private static final long SEED = 20_260_701L;
    private static final float SATURATION = 20f;

    /**
     * Weights [outputs][inputs / groups][height][width] and one bias an output.
     *
     * @param weights float32
     * @param bias float32
     */
    public record Filter(float[] weights, float[] bias) {}

    /** The layer with weights that keep the variance of its input. */
    public static LayerProblem of(Layer layer) {
        Random random = new Random(SEED + layer.ordinal());
        float[] input = normal(random, layer.inputs() * layer.size() * layer.size(), 1);
        if (layer.kind() == Layer.Kind.SQUEEZE_EXCITE) {
            return new LayerProblem(layer, input, squeezeExcite(layer, random));
        }
        int weights = (int) layer.weights();
        double deviation = Math.sqrt((double) layer.outputs() / weights);
        Filter filter = new Filter(normal(random, weights, deviation), normal(random, layer.outputs(), deviation));
        return new LayerProblem(layer, input, List.of(filter));
    }

    /**
     * Gates that are exactly 0 or 1, so that a map scaled in place, over and over, stays as it was after the first run
     * instead of fading into denormal numbers, whose arithmetic is slow.
     */
    private static List<Filter> squeezeExcite(Layer layer, Random random) {
        int units = layer.inputs() * layer.hidden();
        double deviation = Math.sqrt(1.0 / layer.inputs());
        Filter reduce = new Filter(normal(random, units, deviation), normal(random, layer.hidden(), 1));
        float[] gates = new float[layer.inputs()];
        for (int i = 0; i < gates.length; i++) {
            gates[i] = random.nextBoolean() ? SATURATION : -SATURATION;
        }
        return List.of(reduce, new Filter(normal(random, units, deviation), gates));
    }

    private static float[] normal(Random random, int length, double deviation) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }

    /** The layer as an ONNX file without metadata: input {@code x}, output {@code y}, batch 1. */
    public byte[] toOnnx() {
        return LayerOnnx.write(this);
    }
}

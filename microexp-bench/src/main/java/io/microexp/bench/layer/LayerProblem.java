package io.microexp.bench.layer;

import java.util.List;
import java.util.Random;

/**
 * A layer with seeded weights and input, the same for every backend. A convolution has a bias but no activation, which
 * only some runtimes would fuse.
 *
 * @param layer the layer
 * @param input float32, channels x height x width, about N(0, 1); shared, not to be modified
 * @param filters weights and biases of the convolution, or of the two fully connected layers of a squeeze-excite
 */
public record LayerProblem(Layer layer, float[] input, List<Filter> filters) {
    private static final long SEED = 20_260_701L;
    private static final float SATURATION = 20f;

    /**
     * Weights and biases.
     *
     * @param weights float32, outputs x (inputs / groups) x height x width
     * @param bias float32, one per output
     */
    public record Filter(float[] weights, float[] bias) {}

    /** Returns the layer with weights that preserve the variance of its input. */
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
     * Returns filters whose gates are exactly 0 or 1. A map that is scaled in place repeatedly then keeps its values
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

    /** Returns the layer as an ONNX model with input {@code x}, output {@code y} and batch size 1. */
    public byte[] toOnnx() {
        return LayerOnnx.write(this);
    }
}

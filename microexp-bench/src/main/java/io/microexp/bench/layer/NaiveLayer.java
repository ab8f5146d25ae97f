package io.microexp.bench.layer;

/** Computes a layer by its definition in double precision: the reference for every backend. */
final class NaiveLayer {
    private NaiveLayer() {}

    static float[] run(LayerProblem problem) {
        return problem.layer().kind() == Layer.Kind.SQUEEZE_EXCITE ? squeezeExcite(problem) : convolution(problem);
    }

    private static float[] convolution(LayerProblem problem) {
        Layer layer = problem.layer();
        int size = layer.outputSize();
        float[] output = new float[layer.outputs() * size * size];
        for (int o = 0, at = 0; o < layer.outputs(); o++) {
            for (int y = 0; y < size; y++) {
                for (int x = 0; x < size; x++) {
                    output[at++] = (float) window(problem, o, y, x);
                }
            }
        }
        return output;
    }

    private static double window(LayerProblem problem, int output, int y, int x) {
        Layer layer = problem.layer();
        LayerProblem.Filter filter = problem.filters().get(0);
        int inputs = layer.inputs() / layer.groups();
        int firstInput = output / (layer.outputs() / layer.groups()) * inputs;
        int kernel = layer.kernel();
        double sum = filter.bias()[output];
        for (int i = 0; i < inputs; i++) {
            for (int ky = 0; ky < kernel; ky++) {
                for (int kx = 0; kx < kernel; kx++) {
                    int inputY = y * layer.stride() + ky - kernel / 2;
                    int inputX = x * layer.stride() + kx - kernel / 2;
                    double weight = filter.weights()[((output * inputs + i) * kernel + ky) * kernel + kx];
                    sum += weight * pixel(problem, firstInput + i, inputY, inputX);
                }
            }
        }
        return sum;
    }

    private static double pixel(LayerProblem problem, int channel, int y, int x) {
        int size = problem.layer().size();
        boolean inside = y >= 0 && y < size && x >= 0 && x < size;
        return inside ? problem.input()[(channel * size + y) * size + x] : 0;
    }

    private static float[] squeezeExcite(LayerProblem problem) {
        Layer layer = problem.layer();
        int pixels = layer.size() * layer.size();
        double[] means = new double[layer.inputs()];
        for (int i = 0; i < problem.input().length; i++) {
            means[i / pixels] += problem.input()[i] / (double) pixels;
        }
        double[] hidden = product(problem.filters().get(0), means);
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] = Math.max(hidden[i], 0);
        }
        double[] gates = product(problem.filters().get(1), hidden);
        float[] output = new float[problem.input().length];
        for (int i = 0; i < output.length; i++) {
            double gate = Math.min(Math.max(gates[i / pixels] / 6 + 0.5, 0), 1);
            output[i] = (float) (problem.input()[i] * gate);
        }
        return output;
    }

    private static double[] product(LayerProblem.Filter filter, double[] in) {
        double[] out = new double[filter.bias().length];
        for (int o = 0; o < out.length; o++) {
            out[o] = filter.bias()[o];
            for (int i = 0; i < in.length; i++) {
                out[o] += filter.weights()[o * in.length + i] * in[i];
            }
        }
        return out;
    }
}

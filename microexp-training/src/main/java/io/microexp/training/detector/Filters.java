package io.microexp.training.detector;

/**
 * Weights of a convolution, [size][size][inputs][outputs], as TensorFlow stores them.
 *
 * @param values not copied
 */
record Filters(float[] values, int size, int inputs, int outputs) {
    /** Returns the weights as [outputs][inputs][size][size]. */
    float[] outputsFirst() {
        float[] turned = new float[values.length];
        int pixels = size * size;
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int input = 0; input < inputs; input++) {
                for (int output = 0; output < outputs; output++) {
                    turned[(output * inputs + input) * pixels + pixel] =
                            values[(pixel * inputs + input) * outputs + output];
                }
            }
        }
        return turned;
    }

    /** Returns filters whose output i is this one's output {@code order[i]}. */
    Filters select(int... order) {
        float[] selected = new float[size * size * inputs * order.length];
        for (int row = 0; row < size * size * inputs; row++) {
            for (int i = 0; i < order.length; i++) {
                selected[row * order.length + i] = values[row * outputs + order[i]];
            }
        }
        return new Filters(selected, size, inputs, order.length);
    }

    /** Returns filters that give this one's outputs less those of another. */
    Filters minus(Filters other) {
        float[] difference = values.clone();
        for (int i = 0; i < difference.length; i++) {
            difference[i] -= other.values[i];
        }
        return new Filters(difference, size, inputs, outputs);
    }

    /** Returns filters that give this one's outputs and then another's. */
    Filters and(Filters other) {
        int all = outputs + other.outputs;
        float[] joined = new float[size * size * inputs * all];
        for (int row = 0; row < size * size * inputs; row++) {
            System.arraycopy(values, row * outputs, joined, row * all, outputs);
            System.arraycopy(other.values, row * other.outputs, joined, row * all + outputs, other.outputs);
        }
        return new Filters(joined, size, inputs, all);
    }
}

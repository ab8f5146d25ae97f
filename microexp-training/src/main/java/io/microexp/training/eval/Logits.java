package io.microexp.training.eval;

/** Functions of one row of logits or probabilities. */
public final class Logits {
    private Logits() {}

    /** Returns the index of the greatest value. Ties go to the first. */
    public static int argmax(float[] row) {
        return argmax(row, 0, row.length);
    }

    /**
     * Returns the index of the greatest of some values, counted from the first of them. Ties go to the first.
     *
     * @param values several rows
     * @param from where the row starts
     * @param count how many values it has, at least 1
     */
    public static int argmax(float[] values, int from, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (values[from + i] > values[from + best]) {
                best = i;
            }
        }
        return best;
    }

    /**
     * Returns the probabilities of one row of logits at a temperature.
     *
     * @param logits one value per class
     * @param temperature divides the logits; positive
     */
    public static float[] softmax(float[] logits, double temperature) {
        double max = logits[argmax(logits)] / temperature;
        double[] powers = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            powers[i] = Math.exp(logits[i] / temperature - max);
            sum += powers[i];
        }
        float[] probabilities = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = (float) (powers[i] / sum);
        }
        return probabilities;
    }
}

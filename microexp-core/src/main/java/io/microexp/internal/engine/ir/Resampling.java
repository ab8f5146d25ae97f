package io.microexp.internal.engine.ir;

/**
 * The indices and weights with which one axis is resampled: element {@code i} of the result is
 * {@code (1 - weights[i]) * x[first[i]] + weights[i] * x[second[i]]}.
 *
 * @param first the nearest index, or the lower one of two
 * @param second the higher index, or null for nearest-neighbor sampling
 * @param weights the weight of the higher index, or null for nearest-neighbor sampling
 */
public record Resampling(int[] first, int[] second, float[] weights) {
    public boolean isNearest() {
        return weights == null;
    }

    /** Maps a position of the result to a position of the source, as ONNX's coordinate transformation modes do. */
    public enum Coordinates {
        ASYMMETRIC,
        HALF_PIXEL,
        PYTORCH_HALF_PIXEL,
        ALIGN_CORNERS;

        float source(int index, float scale, int sourceSize, int size) {
            return switch (this) {
                case ASYMMETRIC -> index / scale;
                case HALF_PIXEL -> (index + 0.5f) / scale - 0.5f;
                case PYTORCH_HALF_PIXEL -> size > 1 ? (index + 0.5f) / scale - 0.5f : 0;
                case ALIGN_CORNERS -> size > 1 ? index * (float) (sourceSize - 1) / (size - 1) : 0;
            };
        }
    }

    /** Rounds a position to the nearest index, as ONNX's nearest modes do. */
    public enum Rounding {
        ROUND_PREFER_FLOOR,
        ROUND_PREFER_CEIL,
        FLOOR,
        CEIL;

        int round(float position) {
            return (int)
                    switch (this) {
                        case ROUND_PREFER_FLOOR -> Math.ceil(position - 0.5f);
                        case ROUND_PREFER_CEIL -> Math.floor(position + 0.5f);
                        case FLOOR -> Math.floor(position);
                        case CEIL -> Math.ceil(position);
                    };
        }
    }

    public static Resampling nearest(
            Coordinates coordinates, Rounding rounding, float scale, int sourceSize, int size) {
        int[] first = new int[size];
        for (int i = 0; i < size; i++) {
            int index = rounding.round(coordinates.source(i, scale, sourceSize, size));
            first[i] = Math.min(Math.max(index, 0), sourceSize - 1);
        }
        return new Resampling(first, null, null);
    }

    public static Resampling linear(Coordinates coordinates, float scale, int sourceSize, int size) {
        int[] first = new int[size];
        int[] second = new int[size];
        float[] weights = new float[size];
        for (int i = 0; i < size; i++) {
            float position = coordinates.source(i, scale, sourceSize, size);
            float clamped = Math.min(Math.max(position, 0), sourceSize - 1);
            first[i] = (int) clamped;
            second[i] = Math.min(first[i] + 1, sourceSize - 1);
            weights[i] = clamped - first[i];
        }
        return new Resampling(first, second, weights);
    }
}

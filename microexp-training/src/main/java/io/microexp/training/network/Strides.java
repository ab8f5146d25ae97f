package io.microexp.training.network;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The stride schedule: the stem's stride, then those of the four blocks that have stride 2 in MobileNetV3-Small. It
 * determines the size of the last maps and the multiply-adds. Weights do not depend on it.
 *
 * @param values five strides, each 1 or 2
 */
public record Strides(List<Integer> values) {
    /** Stride 2 everywhere, as for 224x224: 2x2 maps, 3.7 M multiply-adds with the head. */
    public static final Strides LITERAL = of(2, 2, 2, 2, 2);
    /** 3x3 maps, 9.9 M multiply-adds. */
    public static final Strides MIDDLE = of(2, 1, 2, 2, 2);
    /** 6x6 maps, 34.2 M multiply-adds: the paper's 0.09 GFLOPs name this resolution. The default. */
    public static final Strides HIGH_RESOLUTION = of(2, 1, 1, 2, 2);

    /** As {@link #HIGH_RESOLUTION}, but for 48x48 maps in the stem and the first block: 37.1 M multiply-adds. */
    public static final Strides FULL_RESOLUTION = of(1, 1, 2, 2, 2);

    private static final int COUNT = 5;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if there are not five strides of 1 or 2
     */
    public Strides {
        values = List.copyOf(values);
        if (values.size() != COUNT || !values.stream().allMatch(s -> s == 1 || s == 2)) {
            throw new IllegalArgumentException(
                    "Expected five strides of 1 or 2 (stem, then the four stride-2 blocks), found " + values);
        }
    }

    /** Returns the schedule of five strides. */
    public static Strides of(Integer... values) {
        return new Strides(List.of(values));
    }

    /**
     * Parses a schedule such as {@code "2,1,1,2,2"}.
     *
     * @throws IllegalArgumentException if the text is not a schedule
     */
    public static Strides parse(String text) {
        try {
            return new Strides(Arrays.stream(text.split(","))
                    .map(String::trim)
                    .map(Integer::valueOf)
                    .toList());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Expected strides such as 2,1,1,2,2, found \"" + text + "\"", e);
        }
    }

    /** Returns the text that {@link #parse} reads. */
    @Override
    public String toString() {
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}

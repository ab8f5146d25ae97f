package io.microexp.internal.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A network of random operators, shapes and weights, with outputs as classifiers and detectors have them. */
public final class RandomNetwork {
    private static final int MAX_ELEMENTS = 20_000;
    private static final String[] ACTIVATIONS = {"Relu", "HardSwish", "HardSigmoid", "Sigmoid", "LeakyRelu", "Neg"};

    private final Random random;
    private final int channels;
    private final int height;
    private final int width;
    private final OnnxBuilder onnx;
    private final List<Map3> maps = new ArrayList<>();
    private final byte[] bytes;

    private record Map3(String name, int channels, int height, int width) {
        Map3 as(String newName) {
            return new Map3(newName, channels, height, width);
        }
    }

    public RandomNetwork(long seed) {
        random = new Random(seed);
        channels = random.nextInt(3) == 0 ? 1 : between(1, 5);
        height = between(1, 24);
        width = between(1, 24);
        onnx = new OnnxBuilder(seed, channels, height, width);
        maps.add(new Map3(OnnxBuilder.INPUT, channels, height, width));
        int operators = between(1, 12);
        for (int i = 0; i < operators; i++) {
            Map3 map = random.nextInt(4) == 0 ? maps.get(random.nextInt(maps.size())) : maps.get(maps.size() - 1);
            Map3 next = next(map);
            if (next != null && next.channels * next.height * next.width <= MAX_ELEMENTS) {
                maps.add(next);
            }
        }
        List<String> outputs = new ArrayList<>(List.of(output(maps.get(maps.size() - 1))));
        if (random.nextBoolean()) {
            outputs.add(output(maps.get(random.nextInt(maps.size()))));
        }
        bytes = onnx.bytes(outputs.stream().distinct().toArray(String[]::new));
    }

    public byte[] bytes() {
        return bytes;
    }

    public int channels() {
        return channels;
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    /** Returns normally distributed pixels. */
    public float[] image() {
        float[] image = new float[channels * height * width];
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) random.nextGaussian();
        }
        return image;
    }

    private int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    private Map3 next(Map3 map) {
        return switch (random.nextInt(14)) {
            case 0, 1, 2, 3 -> convolution(map);
            case 4, 5 -> map.as(activation(map.name));
            case 6 -> map.as(onnx.batchNorm(map.name, map.channels));
            case 7 -> pool(map);
            case 8 -> constant(map);
            case 9 -> combine(map);
            case 10 -> map.as(onnx.squeezeExcite(map.name, map.channels, between(1, 8), "HardSigmoid"));
            case 11 -> resize(map);
            case 12 -> pad(map);
            default -> rearrange(map);
        };
    }

    private String activation(String x) {
        if (random.nextInt(4) == 0) {
            return onnx.node("Clip", x, onnx.floats(new int[0], -0.5f), onnx.floats(new int[0], 1.5f));
        }
        return onnx.node(ACTIVATIONS[random.nextInt(ACTIVATIONS.length)], x);
    }

    private Map3 convolution(Map3 map) {
        int kernelY = random.nextInt(3) == 0 ? 1 : between(1, 5);
        int kernelX = random.nextInt(3) == 0 ? between(1, 5) : kernelY;
        int dilation = random.nextInt(5) == 0 ? 2 : 1;
        int stride = between(1, random.nextBoolean() ? 1 : 3);
        boolean same = random.nextBoolean();
        int[] pads = new int[4];
        for (int i = 0; i < 4; i++) {
            int half = (i % 2 == 0 ? kernelY : kernelX) / 2 * dilation;
            pads[i] = same ? half : random.nextInt(half + 1);
        }
        int newHeight = (map.height + pads[0] + pads[2] - dilation * (kernelY - 1) - 1) / stride + 1;
        int newWidth = (map.width + pads[1] + pads[3] - dilation * (kernelX - 1) - 1) / stride + 1;
        boolean fits = map.height + pads[0] + pads[2] > dilation * (kernelY - 1)
                && map.width + pads[1] + pads[3] > dilation * (kernelX - 1);
        if (!fits) {
            return null;
        }
        int outputs = between(1, 40);
        int groups = 1;
        if (random.nextInt(3) == 0) {
            groups = map.channels;
            outputs = map.channels * (random.nextInt(4) == 0 ? 2 : 1);
        }
        String out = onnx.conv(
                map.name,
                map.channels,
                outputs,
                new int[] {kernelY, kernelX},
                groups,
                Map.of(
                        "pads", new long[] {pads[0], pads[1], pads[2], pads[3]},
                        "strides", new long[] {stride, stride},
                        "dilations", new long[] {dilation, dilation}));
        Map3 result = new Map3(out, outputs, newHeight, newWidth);
        return random.nextBoolean() ? result.as(activation(out)) : result;
    }

    private Map3 pool(Map3 map) {
        if (random.nextInt(4) == 0) {
            return new Map3(onnx.node("GlobalAveragePool", map.name), map.channels, 1, 1);
        }
        int kernel = between(1, 3);
        int stride = between(1, 3);
        if (map.height < kernel || map.width < kernel) {
            return null;
        }
        boolean maximum = random.nextBoolean();
        Map<String, Object> attributes = new TreeMap<>(Map.of(
                "kernel_shape", new long[] {kernel, kernel},
                "strides", new long[] {stride, stride},
                "pads", new long[] {0, kernel / 2, kernel / 2, 0}));
        if (!maximum) {
            attributes.put("count_include_pad", (long) random.nextInt(2));
        }
        int newHeight = (map.height + kernel / 2 - kernel) / stride + 1;
        int newWidth = (map.width + kernel / 2 - kernel) / stride + 1;
        String out = onnx.node(maximum ? "MaxPool" : "AveragePool", List.of(map.name), attributes);
        return new Map3(out, map.channels, newHeight, newWidth);
    }

    private Map3 constant(Map3 map) {
        String constant = switch (random.nextInt(4)) {
            case 0 -> onnx.floats(new int[0], 0.7f);
            case 1 -> onnx.normal(0.3, 1, 1, map.channels, 1, 1);
            case 2 -> onnx.normal(0.3, 1, map.channels, 1, 1);
            default -> onnx.normal(0.3, 1, 1, map.channels, map.height, map.width);
        };
        String operator = new String[] {"Add", "Sub", "Mul"}[random.nextInt(3)];
        return map.as(
                random.nextBoolean()
                        ? onnx.node(operator, map.name, constant)
                        : onnx.node(operator, constant, map.name));
    }

    private Map3 combine(Map3 map) {
        for (Map3 other : maps) {
            boolean sameSize = other.height == map.height && other.width == map.width;
            if (sameSize && random.nextBoolean()) {
                return new Map3(
                        onnx.node("Concat", List.of(map.name, other.name), Map.of("axis", 1L)),
                        map.channels + other.channels,
                        map.height,
                        map.width);
            }
            if (sameSize && other.channels == map.channels) {
                String operator = new String[] {"Add", "Sub", "Mul"}[random.nextInt(3)];
                return map.as(onnx.node(operator, map.name, other.name));
            }
        }
        return null;
    }

    private Map3 resize(Map3 map) {
        boolean linear = random.nextBoolean();
        Map<String, Object> attributes = linear
                ? Map.of(
                        "mode",
                        "linear",
                        "coordinate_transformation_mode",
                        random.nextBoolean() ? "half_pixel" : "align_corners")
                : Map.of("mode", "nearest", "coordinate_transformation_mode", "asymmetric", "nearest_mode", "floor");
        String out = onnx.node("Resize", List.of(map.name, "", onnx.floats(new int[] {4}, 1, 1, 2, 2)), attributes);
        return new Map3(out, map.channels, 2 * map.height, 2 * map.width);
    }

    private Map3 pad(Map3 map) {
        int more = random.nextInt(4);
        int top = random.nextInt(3);
        int right = random.nextInt(3);
        String pads = onnx.longs(0, 0, top, 0, 0, more, 0, right);
        return new Map3(onnx.node("Pad", map.name, pads), map.channels + more, map.height + top, map.width + right);
    }

    private Map3 rearrange(Map3 map) {
        if (random.nextBoolean()) {
            String out = onnx.node("Transpose", List.of(map.name), Map.of("perm", new long[] {0, 2, 3, 1}));
            return new Map3(out, map.height, map.width, map.channels);
        }
        int first = random.nextInt(map.channels);
        String out = onnx.node("Slice", map.name, onnx.longs(first), onnx.longs(map.channels), onnx.longs(1));
        return new Map3(out, map.channels - first, map.height, map.width);
    }

    private String output(Map3 map) {
        return switch (random.nextInt(4)) {
            case 0 -> map.name.equals(OnnxBuilder.INPUT) ? onnx.node("Relu", map.name) : map.name;
            case 1 -> {
                String last = onnx.node("Transpose", List.of(map.name), Map.of("perm", new long[] {0, 2, 3, 1}));
                String anchors = onnx.node("Reshape", last, onnx.longs(1, -1, map.channels));
                yield onnx.node("Softmax", List.of(anchors), Map.of("axis", -1L));
            }
            default -> {
                int elements = map.channels * map.height * map.width;
                String logits = onnx.gemm(onnx.node("Flatten", map.name), elements, between(1, 20));
                yield random.nextBoolean() ? onnx.node("Softmax", logits) : logits;
            }
        };
    }
}

package io.microexp.internal.engine.lowering;

import io.microexp.internal.engine.ir.Padding;
import io.microexp.internal.engine.ir.Value;
import io.microexp.internal.engine.ir.Window;
import io.microexp.internal.engine.onnx.OnnxNode;

/** Reads the geometry attributes that ONNX's Conv, MaxPool and AveragePool share. */
public final class WindowReader {
    /** The largest kernel size, stride, dilation or padding: far above any network's, far below overflow. */
    private static final int MAX = 1024;

    private WindowReader() {}

    public static Window read(OnnxNode node, int[] kernel, Value input) {
        int[] size = checked(node, "kernel_shape", kernel, 2, 1);
        int[] strides = checked(node, "strides", node.integers("strides", 1, 1), 2, 1);
        int[] dilations = checked(node, "dilations", node.integers("dilations", 1, 1), 2, 1);
        int[] pads = padding(node, size, strides, dilations, input);
        Padding padding = new Padding(pads[0], pads[1], pads[2], pads[3]);
        Window window = new Window(size[0], size[1], strides[0], strides[1], dilations[0], dilations[1], padding);
        if (window.outputHeight(input.height()) < 1 || window.outputWidth(input.width()) < 1) {
            throw node.error("expected a window that fits " + input + ", found " + window);
        }
        return window;
    }

    private static int[] padding(OnnxNode node, int[] kernel, int[] strides, int[] dilations, Value input) {
        String mode = node.text("auto_pad", "NOTSET");
        if (!mode.equals("NOTSET") && node.integers("pads").length > 0) {
            throw node.error("expected either auto_pad or pads, found auto_pad " + mode + " with pads");
        }
        return switch (mode) {
            case "NOTSET" -> checked(node, "pads", node.integers("pads", 0, 0, 0, 0), 4, 0);
            case "VALID" -> new int[4];
            case "SAME_UPPER", "SAME_LOWER" -> {
                int[] sizes = {input.height(), input.width()};
                int[] pads = new int[4];
                for (int axis = 0; axis < 2; axis++) {
                    int outputs = (sizes[axis] + strides[axis] - 1) / strides[axis];
                    int covered = (outputs - 1) * strides[axis] + (kernel[axis] - 1) * dilations[axis] + 1;
                    int total = Math.max(0, covered - sizes[axis]);
                    int before = mode.equals("SAME_LOWER") ? total - total / 2 : total / 2;
                    pads[axis] = before;
                    pads[axis + 2] = total - before;
                }
                yield pads;
            }
            default -> throw node.error("expected auto_pad NOTSET, VALID, SAME_UPPER or SAME_LOWER, found " + mode);
        };
    }

    private static int[] checked(OnnxNode node, String name, int[] values, int count, int least) {
        boolean valid = values.length == count;
        for (int value : values) {
            valid &= value >= least && value <= MAX;
        }
        if (!valid) {
            throw node.error("expected " + count + " numbers of " + least + ".." + MAX + " for " + name + ", found "
                    + java.util.Arrays.toString(values));
        }
        return values;
    }
}

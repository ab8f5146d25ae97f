package io.microexp.internal.engine.lowering;

import io.microexp.internal.engine.ir.Value;
import io.microexp.internal.engine.onnx.Constant;
import io.microexp.internal.engine.onnx.Limits;
import io.microexp.internal.engine.onnx.OnnxNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Infers the result shapes of ONNX's reshaping operators, without the batch dimension. */
public final class ShapeInference {
    private static final int MAX_RANK = 3;

    private ShapeInference() {}

    public static int[] reshaped(OnnxNode node, Value input, Constant argument) {
        int[] dims = switch (node.operator()) {
            case "Flatten" -> flatten(node, input);
            case "Reshape" -> reshape(node, input, argument);
            case "Squeeze" -> squeeze(input, axes(node, argument, input.rank() + 1));
            default -> unsqueeze(node, input, argument);
        };
        if (dims.length == 0 || dims.length > MAX_RANK) {
            throw node.unsupported("a shape of " + dims.length + " dimensions without the batch");
        }
        return dims;
    }

    private static int[] flatten(OnnxNode node, Value input) {
        int axis = node.integer("axis", 1);
        if (axis != 1 && axis != -input.rank()) {
            throw node.unsupported("flattening at axis " + axis + "; it takes axis 1");
        }
        return new int[] {input.elements()};
    }

    private static int[] reshape(OnnxNode node, Value input, Constant argument) {
        if (argument == null) {
            throw node.error("expected a constant shape, found none");
        }
        int[] shape = node.toInts("shape", argument.requireIntegers());
        if (shape.length < 2 || shape[0] < -1 || shape[0] > 1) {
            throw node.unsupported("the shape " + Arrays.toString(shape) + "; it must keep the batch dimension first");
        }
        int[] dims = Arrays.copyOfRange(shape, 1, shape.length);
        int open = -1;
        long known = 1;
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] == 0 && i < input.rank() && node.integer("allowzero", 0) == 0) {
                dims[i] = input.dims()[i];
            }
            if (dims[i] == -1 && open < 0 && shape[0] != -1) {
                open = i;
            } else if (dims[i] < 1) {
                throw node.error("expected positive sizes and at most one -1, found " + Arrays.toString(shape));
            } else {
                known = Limits.check(node, "elements", known * dims[i], Limits.TENSOR_ELEMENTS);
            }
        }
        if (open >= 0) {
            dims[open] = (int) (input.elements() / known);
        }
        return dims;
    }

    private static int[] squeeze(Value input, List<Integer> axes) {
        List<Integer> kept = new ArrayList<>();
        int[] dims = input.dims();
        for (int i = 0; i < dims.length; i++) {
            boolean named = axes.isEmpty() ? dims[i] == 1 : axes.contains(i + 1);
            if (!named) {
                kept.add(dims[i]);
            }
        }
        return kept.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int[] unsqueeze(OnnxNode node, Value input, Constant argument) {
        int added = argument == null ? node.integers("axes").length : argument.length();
        int rank = input.rank() + 1 + added;
        if (rank > MAX_RANK + 1) {
            throw node.unsupported("a shape of " + rank + " dimensions");
        }
        List<Integer> axes = axes(node, argument, rank);
        List<Integer> dims = new ArrayList<>();
        int next = 0;
        for (int axis = 1; axis < rank; axis++) {
            if (axes.contains(axis)) {
                dims.add(1);
            } else if (next < input.rank()) {
                dims.add(input.dims()[next++]);
            }
        }
        return dims.stream().mapToInt(Integer::intValue).toArray();
    }

    private static List<Integer> axes(OnnxNode node, Constant argument, int rank) {
        int[] axes = argument == null ? node.integers("axes") : node.toInts("axes", argument.requireIntegers());
        List<Integer> positive = new ArrayList<>();
        for (int axis : axes) {
            int index = axis < 0 ? axis + rank : axis;
            if (index < 1 || index >= rank || positive.contains(index)) {
                throw node.error("expected distinct axes 1.." + (rank - 1) + ", found " + Arrays.toString(axes));
            }
            positive.add(index);
        }
        return positive;
    }
}

package io.microexp.internal.engine.lowering;

import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.ir.Resampling;
import io.microexp.internal.engine.ir.Value;
import io.microexp.internal.engine.onnx.Constant;
import io.microexp.internal.engine.onnx.Limits;
import io.microexp.internal.engine.onnx.OnnxNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lowers operators that rearrange tensors. */
final class LayoutLowering {
    private static final int PAD_VALUE = 2;
    private static final int RESIZE_SCALES = 2;
    private static final int RESIZE_SIZES = 3;

    private final Scope scope;

    LayoutLowering(Scope scope) {
        this.scope = scope;
    }

    Value reshape(OnnxNode node, Value input) {
        int[] dims = ShapeInference.reshaped(node, input, scope.constantOr(node, 1, null));
        if (Limits.elements(node, dims) != input.elements()) {
            throw node.error("expected " + input.elements() + " elements, found the shape " + Arrays.toString(dims));
        }
        return scope.ops().add(new Op.Reshape(input, new Value(node.output(), dims)));
    }

    Value transpose(OnnxNode node, Value input) {
        int rank = input.rank();
        int[] permutation = node.integers("perm");
        boolean[] used = new boolean[rank + 1];
        boolean valid = permutation.length == rank + 1 && permutation[0] == 0;
        for (int i = 0; i <= rank && valid; i++) {
            valid = permutation[i] >= 0 && permutation[i] <= rank && !used[permutation[i]];
            used[valid ? permutation[i] : 0] = true;
        }
        if (!valid) {
            throw node.unsupported("the permutation " + Arrays.toString(permutation) + " of " + input
                    + "; it must keep the batch dimension first");
        }
        int[] axes = new int[rank];
        int[] dims = new int[rank];
        for (int i = 0; i < rank; i++) {
            axes[i] = permutation[i + 1] - 1;
            dims[i] = input.dims()[axes[i]];
        }
        return scope.ops().add(new Op.Transpose(input, new Value(node.output(), dims), axes));
    }

    Value concat(OnnxNode node) {
        List<Value> inputs = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            inputs.add(scope.operand(node, i));
        }
        if (inputs.isEmpty()) {
            throw node.error("expected at least one input, found none");
        }
        Value first = inputs.get(0);
        int axis = axis(node, node.integer("axis", 0), first);
        int[] dims = first.dims();
        dims[axis] = 0;
        for (Value input : inputs) {
            int[] other = input.dims();
            boolean fits = other.length == dims.length;
            for (int i = 0; i < dims.length && fits; i++) {
                fits = i == axis || other[i] == dims[i];
            }
            if (!fits) {
                throw node.error("expected tensors that differ along axis " + (axis + 1) + " only, found " + inputs);
            }
            dims[axis] = (int) Limits.check(node, "size", (long) dims[axis] + other[axis], Limits.TENSOR_ELEMENTS);
        }
        return scope.ops().add(new Op.Concat(List.copyOf(inputs), new Value(node.output(), dims), axis));
    }

    Value slice(OnnxNode node, Value input) {
        int[] starts = indices(node, 1);
        int[] ends = indices(node, 2);
        int[] axes = node.hasInput(3) ? indices(node, 3) : firstAxes(starts.length);
        int[] steps = node.hasInput(4) ? indices(node, 4) : new int[0];
        if (ends.length != starts.length || axes.length != starts.length || steps.length > starts.length) {
            throw node.error("expected as many starts, ends, axes and steps, found " + starts.length + ", "
                    + ends.length + ", " + axes.length + " and " + steps.length);
        }
        int[] from = new int[input.rank()];
        int[] by = new int[input.rank()];
        int[] dims = input.dims();
        Arrays.fill(by, 1);
        for (int i = 0; i < starts.length; i++) {
            int axis = axis(node, axes[i], input);
            int size = input.dims()[axis];
            int step = i < steps.length ? steps[i] : 1;
            int start = clamp(starts[i], size);
            int end = clamp(ends[i], size);
            if (step < 1 || end <= start) {
                throw node.unsupported("a slice from " + starts[i] + " to " + ends[i] + " by " + step + " of " + input
                        + "; it takes positive steps and at least one element");
            }
            from[axis] = start;
            by[axis] = step;
            dims[axis] = (end - start - 1) / step + 1;
        }
        return scope.ops().add(new Op.Slice(input, new Value(node.output(), dims), from, by));
    }

    /** Binds each output of a split to a slice. */
    void split(OnnxNode node, Value input) {
        int axis = axis(node, node.integer("axis", 0), input);
        int total = input.dims()[axis];
        int count = node.outputs().size();
        int[] sizes = node.hasInput(1) ? indices(node, 1) : node.integers("split");
        if (sizes.length == 0) {
            int chunk = (total - 1) / Math.max(1, count) + 1;
            sizes = new int[count];
            Arrays.fill(sizes, chunk);
            sizes[count - 1] = total - chunk * (count - 1);
        }
        long sum = 0;
        for (int size : sizes) {
            sum += size;
        }
        if (sizes.length != count || sum != total) {
            throw node.error("expected " + count + " sizes of " + total + " in total, found " + Arrays.toString(sizes));
        }
        int[] starts = new int[input.rank()];
        int[] steps = new int[input.rank()];
        Arrays.fill(steps, 1);
        scope.ops().addReaders(input, count - 1);
        for (int i = 0; i < count; i++) {
            int[] dims = input.dims();
            dims[axis] = sizes[i];
            Value output = new Value(node.outputs().get(i), dims);
            scope.bind(node.outputs().get(i), scope.ops().add(new Op.Slice(input, output, starts.clone(), steps)));
            starts[axis] += sizes[i];
        }
    }

    Value pad(OnnxNode node, Value input) {
        String mode = node.text("mode", "constant");
        int[] pads = indices(node, 1);
        int rank = input.rank();
        boolean valid = mode.equals("constant") && pads.length == 2 * (rank + 1) && pads[0] == 0 && pads[rank + 1] == 0;
        int[] before = new int[rank];
        int[] dims = input.dims();
        for (int axis = 0; axis < rank && valid; axis++) {
            before[axis] = pads[axis + 1];
            int after = pads[axis + rank + 2];
            valid = before[axis] >= 0 && after >= 0;
            dims[axis] =
                    (int) Limits.check(node, "size", (long) dims[axis] + before[axis] + after, Limits.TENSOR_ELEMENTS);
        }
        if (!valid || node.hasInput(3)) {
            throw node.unsupported("mode " + mode + " with pads " + Arrays.toString(pads) + " of " + input
                    + "; it takes non-negative constant padding of all axes but the batch");
        }
        float value = node.hasInput(PAD_VALUE) ? scope.constant(node, PAD_VALUE).requireScalar() : 0;
        return scope.ops().add(new Op.Pad(input, new Value(node.output(), dims), before, value));
    }

    Value resize(OnnxNode node, Value input) {
        PoolingLowering.requireMap(node, input);
        if (node.integer("antialias", 0) != 0 || node.integers("axes").length > 0) {
            throw node.unsupported("a resize with antialias or axes");
        }
        boolean bySizes = node.hasInput(RESIZE_SIZES);
        Constant target = scope.constant(node, bySizes ? RESIZE_SIZES : RESIZE_SCALES);
        if (target.length() != 4) {
            throw node.error("expected sizes or scales of 4 axes, found " + target);
        }
        float[] scales = new float[4];
        int[] dims = input.dims();
        for (int axis = 0; axis < 3; axis++) {
            if (bySizes) {
                long size = target.requireIntegers()[axis + 1];
                scales[axis] = (float) size / dims[axis];
                dims[axis] = (int) Limits.check(node, "size", size, Limits.TENSOR_ELEMENTS);
            } else {
                scales[axis] = target.requireFloats()[axis + 1];
                double size = Math.floor((double) dims[axis] * scales[axis]);
                dims[axis] = (int) Limits.check(node, "size", (long) size, Limits.TENSOR_ELEMENTS);
            }
        }
        Value output = new Value(node.output(), dims);
        if (output.channels() != input.channels()) {
            throw node.unsupported("a resize of the channels");
        }
        scope.budget().charge(node, 3L * (output.height() + output.width()));
        Resampling rows = resampling(node, scales[1], input.height(), output.height());
        Resampling columns = resampling(node, scales[2], input.width(), output.width());
        return scope.ops().add(new Op.Resize(input, output, rows, columns));
    }

    private static Resampling resampling(OnnxNode node, float scale, int sourceSize, int size) {
        String mode = node.text("coordinate_transformation_mode", "half_pixel");
        Resampling.Coordinates coordinates = switch (mode) {
            case "half_pixel" -> Resampling.Coordinates.HALF_PIXEL;
            case "pytorch_half_pixel" -> Resampling.Coordinates.PYTORCH_HALF_PIXEL;
            case "align_corners" -> Resampling.Coordinates.ALIGN_CORNERS;
            case "asymmetric" -> Resampling.Coordinates.ASYMMETRIC;
            default -> throw node.unsupported("the coordinate transformation " + mode);
        };
        String interpolation = node.text("mode", "nearest");
        if (interpolation.equals("linear")) {
            return Resampling.linear(coordinates, scale, sourceSize, size);
        }
        if (!interpolation.equals("nearest")) {
            throw node.unsupported("the interpolation " + interpolation);
        }
        String nearest = node.text("nearest_mode", "round_prefer_floor");
        Resampling.Rounding rounding = switch (nearest) {
            case "round_prefer_floor" -> Resampling.Rounding.ROUND_PREFER_FLOOR;
            case "round_prefer_ceil" -> Resampling.Rounding.ROUND_PREFER_CEIL;
            case "floor" -> Resampling.Rounding.FLOOR;
            case "ceil" -> Resampling.Rounding.CEIL;
            default -> throw node.unsupported("the nearest mode " + nearest);
        };
        return Resampling.nearest(coordinates, rounding, scale, sourceSize, size);
    }

    Value softmax(OnnxNode node, Value input) {
        boolean coerced = scope.opset() < 13;
        int axis = axis(node, node.integer("axis", coerced ? 1 : -1), input);
        if (coerced && axis != input.rank() - 1) {
            throw node.unsupported("softmax over several axes, as operator sets below 13 define it");
        }
        return scope.ops().add(new Op.Softmax(input, new Value(node.output(), input.dims()), axis));
    }

    /** Returns the index among the dimensions of {@code value} of an axis that counts the batch. */
    private static int axis(OnnxNode node, int axis, Value value) {
        int index = (axis < 0 ? axis + value.rank() + 1 : axis) - 1;
        if (index < 0 || index >= value.rank()) {
            throw node.unsupported("axis " + axis + " of " + value + "; it takes any axis but the batch");
        }
        return index;
    }

    private int[] indices(OnnxNode node, int input) {
        long[] values = scope.constant(node, input).requireIntegers();
        int[] indices = new int[values.length];
        for (int i = 0; i < indices.length; i++) {
            // ends are often the largest integer
            indices[i] = (int) Math.max(Integer.MIN_VALUE, Math.min(values[i], Integer.MAX_VALUE));
        }
        return indices;
    }

    private static int[] firstAxes(int count) {
        int[] axes = new int[count];
        for (int i = 0; i < count; i++) {
            axes[i] = i;
        }
        return axes;
    }

    private static int clamp(int index, int size) {
        return Math.max(0, Math.min(index < 0 ? index + size : index, size));
    }
}

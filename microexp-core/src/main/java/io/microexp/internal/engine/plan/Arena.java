package io.microexp.internal.engine.plan;

import io.microexp.internal.engine.ir.LoweredGraph;
import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.ir.Padding;
import io.microexp.internal.engine.ir.Value;
import io.microexp.internal.engine.kernel.View;
import io.microexp.internal.engine.onnx.Limits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Places all activations in one array, so that tensors whose live ranges do not overlap share memory.
 *
 * <p>The algorithm is greedy-by-size offset calculation (Pisarchyk and Lee, "Efficient Memory Management for Deep Neural
 * Net Inference", 2020, arXiv 2001.03288): tensors are placed in order of decreasing size. Unlike the paper, which takes
 * the smallest gap that fits, each goes to the lowest offset that is free throughout its live range.
 */
final class Arena {
    private final LoweredGraph graph;
    private final Map<Value, Padding> paddings;
    private final Map<Value, LiveRange> ranges = new HashMap<>();
    private final int size;

    /**
     * The operators between the first and the last use of a tensor, or of several tensors that replace each other in
     * place. Large ones sort first.
     */
    private static final class LiveRange implements Comparable<LiveRange> {
        private final int floats;
        private final int firstUse;
        private int lastUse;
        private int offset;

        LiveRange(int floats, int firstUse) {
            this.floats = floats;
            this.firstUse = firstUse;
            this.lastUse = firstUse;
        }

        boolean overlaps(LiveRange other) {
            return firstUse <= other.lastUse && other.firstUse <= lastUse;
        }

        @Override
        public int compareTo(LiveRange other) {
            return Integer.compare(other.floats, floats);
        }
    }

    Arena(LoweredGraph graph, Map<Value, Padding> paddings) {
        this.graph = graph;
        this.paddings = paddings;
        this.size = assignOffsets(liveRanges());
    }

    int size() {
        return size;
    }

    Map<Value, View> views() {
        Map<Value, View> views = new HashMap<>();
        for (Map.Entry<Value, LiveRange> entry : ranges.entrySet()) {
            views.put(entry.getKey(), view(entry.getKey(), entry.getValue().offset));
        }
        return views;
    }

    private List<LiveRange> liveRanges() {
        List<LiveRange> all = new ArrayList<>();
        Map<Value, Integer> lastReads = lastReads();
        open(graph.input(), -1, all);
        extend(graph.input(), lastReads);
        for (int i = 0; i < graph.ops().size(); i++) {
            Op op = graph.ops().get(i);
            if (canReplaceFirstInput(op, i, lastReads)) {
                ranges.put(op.output(), ranges.get(op.inputs().get(0)));
            } else {
                open(op.output(), i, all);
            }
            extend(op.output(), lastReads);
            if (op instanceof Op.SqueezeExcite block) {
                open(block.reduce().input(), i, all);
                open(block.expand().input(), i, all);
                open(block.expand().output(), i, all);
            }
        }
        return all;
    }

    /** Returns the index of the last operator that reads each value; outputs are read after all operators. */
    private Map<Value, Integer> lastReads() {
        Map<Value, Integer> lastReads = new HashMap<>();
        for (int i = 0; i < graph.ops().size(); i++) {
            for (Value input : graph.ops().get(i).inputs()) {
                lastReads.put(input, i);
            }
        }
        for (Value output : graph.outputs().values()) {
            lastReads.put(output, graph.ops().size());
        }
        return lastReads;
    }

    private boolean canReplaceFirstInput(Op op, int index, Map<Value, Integer> lastReads) {
        if (op.inputs().isEmpty()) {
            return false;
        }
        Value first = op.inputs().get(0);
        boolean reshapesOnePixel =
                op instanceof Op.Reshape && first.pixels() == 1 && op.output().pixels() == 1;
        return (op.inPlace() || reshapesOnePixel)
                && first.sameShape(op.output())
                && padding(first).sameAs(padding(op.output()))
                && pixelStride(first) == pixelStride(op.output())
                && lastReads.get(first) == index;
    }

    private void open(Value value, int index, List<LiveRange> all) {
        LiveRange range = new LiveRange(floats(value), index);
        ranges.put(value, range);
        all.add(range);
    }

    private void extend(Value value, Map<Value, Integer> lastReads) {
        LiveRange range = ranges.get(value);
        range.lastUse = Math.max(range.lastUse, lastReads.getOrDefault(value, range.firstUse));
    }

    /** Assigns an offset to each range and returns the size of the arena. */
    private static int assignOffsets(List<LiveRange> all) {
        List<LiveRange> placed = new ArrayList<>();
        long size = 0;
        Collections.sort(all);
        for (LiveRange range : all) {
            long offset = 0;
            for (LiveRange other : placed) {
                // placed is in order of offset, so one pass finds the lowest gap
                if (other.overlaps(range) && other.offset < offset + range.floats) {
                    offset = Math.max(offset, (long) other.offset + other.floats);
                }
            }
            size = Math.max(size, Limits.check("Floats of activations", offset + range.floats, Limits.ARENA_FLOATS));
            range.offset = (int) offset;
            int index = placed.size();
            while (index > 0 && placed.get(index - 1).offset > range.offset) {
                index--;
            }
            placed.add(index, range);
        }
        return (int) size;
    }

    private Padding padding(Value value) {
        return paddings.getOrDefault(value, Padding.NONE);
    }

    /** Returns the pixel stride: without gaps for an image that only dense convolutions read, channel by channel. */
    private int pixelStride(Value value) {
        boolean dense = value == graph.input() && !graph.isOutput(value) && isReadByDenseAlone(value);
        return dense ? value.channels() : View.roundUp(value.channels());
    }

    private boolean isReadByDenseAlone(Value value) {
        for (Op op : graph.ops()) {
            boolean dense = op instanceof Op.Conv conv && conv.isDense() && conv.residual() != value;
            if (op.inputs().contains(value) && !dense) {
                return false;
            }
        }
        return true;
    }

    private int floats(Value value) {
        Padding padding = padding(value);
        long lines = (long) value.height() + padding.top() + padding.bottom();
        long pixels = lines * (value.width() + padding.left() + padding.right());
        long floats = Limits.check(value, "floats", pixels * pixelStride(value), Limits.ARENA_FLOATS);
        // whole blocks, so that every offset is a multiple of a block
        return View.roundUp((int) floats);
    }

    private View view(Value value, int start) {
        Padding padding = padding(value);
        int pixelStride = pixelStride(value);
        int lineStride = (value.width() + padding.left() + padding.right()) * pixelStride;
        int offset = start + padding.top() * lineStride + padding.left() * pixelStride;
        return new View(offset, value.height(), value.width(), value.channels(), pixelStride, lineStride);
    }
}

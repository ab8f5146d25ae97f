package io.microexp.internal.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The places of all tensors in one array: tensors that are never alive together share floats. Large tensors are placed
 * first, each at the lowest offset that is free for its whole life.
 */
final class Arena {
    private final LoweredGraph graph;
    private final Map<Value, Window.Padding> paddings;
    private final Map<Value, Slot> slots = new HashMap<>();
    private final int size;

    /** A stretch of the arena that one tensor, or several that follow each other in place, occupy; large ones first. */
    private static final class Slot implements Comparable<Slot> {
        private final int floats;
        private final int firstUse;
        private int lastUse;
        private int offset;

        Slot(int floats, int firstUse) {
            this.floats = floats;
            this.firstUse = firstUse;
            this.lastUse = firstUse;
        }

        boolean overlaps(Slot other) {
            return firstUse <= other.lastUse && other.firstUse <= lastUse;
        }

        @Override
        public int compareTo(Slot other) {
            return Integer.compare(other.floats, floats);
        }
    }

    Arena(LoweredGraph graph, Map<Value, Window.Padding> paddings) {
        this.graph = graph;
        this.paddings = paddings;
        List<Slot> all = lives();
        this.size = place(all);
    }

    int size() {
        return size;
    }

    Map<Value, View> views() {
        Map<Value, View> views = new HashMap<>();
        for (Map.Entry<Value, Slot> entry : slots.entrySet()) {
            views.put(entry.getKey(), view(entry.getKey(), entry.getValue().offset));
        }
        return views;
    }

    private List<Slot> lives() {
        List<Slot> all = new ArrayList<>();
        Map<Value, Integer> lastReads = new HashMap<>();
        for (int i = 0; i < graph.ops().size(); i++) {
            for (Value input : graph.ops().get(i).inputs()) {
                lastReads.put(input, i);
            }
        }
        lastReads.put(graph.output(), graph.ops().size());
        open(graph.input(), -1, all);
        extend(graph.input(), lastReads);
        for (int i = 0; i < graph.ops().size(); i++) {
            Op op = graph.ops().get(i);
            Value first = op.inputs().get(0);
            if (canShare(op, first) && lastReads.get(first) == i && !first.equals(graph.output())) {
                slots.put(op.output(), slots.get(first));
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

    private boolean canShare(Op op, Value first) {
        boolean pixelReshape =
                op instanceof Op.Reshape && first.pixels() == 1 && op.output().pixels() == 1;
        return (op.inPlace() || pixelReshape)
                && first.sameShape(op.output())
                && padding(first).sameAs(padding(op.output()))
                && pixelStride(first) == pixelStride(op.output());
    }

    private void open(Value value, int index, List<Slot> all) {
        Slot slot = new Slot(floats(value), index);
        slots.put(value, slot);
        all.add(slot);
    }

    private void extend(Value value, Map<Value, Integer> lastReads) {
        Slot slot = slots.get(value);
        slot.lastUse = Math.max(slot.lastUse, lastReads.getOrDefault(value, slot.firstUse));
    }

    private static int place(List<Slot> all) {
        List<Slot> placed = new ArrayList<>();
        long size = 0;
        Collections.sort(all);
        for (Slot slot : all) {
            long offset = 0;
            for (Slot other : placed) {
                // placed is in order of offset, so one pass finds the lowest gap
                if (other.overlaps(slot) && other.offset < offset + slot.floats) {
                    offset = Math.max(offset, (long) other.offset + other.floats);
                }
            }
            slot.offset = (int) Limits.check("Floats of activations", offset, Limits.ARENA_FLOATS);
            size = Math.max(size, Limits.check("Floats of activations", offset + slot.floats, Limits.ARENA_FLOATS));
            int index = placed.size();
            while (index > 0 && placed.get(index - 1).offset > slot.offset) {
                index--;
            }
            placed.add(index, slot);
        }
        return (int) size;
    }

    private Window.Padding padding(Value value) {
        return paddings.getOrDefault(value, Window.Padding.NONE);
    }

    /** The image itself is stored without gaps if only dense convolutions read it: they read one channel at a time. */
    private int pixelStride(Value value) {
        boolean dense = value == graph.input() && value != graph.output() && isReadByDenseAlone(value);
        return dense ? value.channels() : View.roundUp(value.channels());
    }

    private boolean isReadByDenseAlone(Value value) {
        for (Op op : graph.ops()) {
            boolean dense =
                    op instanceof Op.Conv conv && conv.groups() == 1 && !conv.isPointwise() && conv.residual() != value;
            if (op.inputs().contains(value) && !dense) {
                return false;
            }
        }
        return true;
    }

    private int floats(Value value) {
        Window.Padding padding = padding(value);
        long lines = (long) value.height() + padding.top() + padding.bottom();
        long pixels = lines * (value.width() + padding.left() + padding.right());
        long floats = Limits.check("Floats of " + value, pixels * pixelStride(value), Limits.ARENA_FLOATS);
        // whole blocks, so that every offset is one
        return View.roundUp((int) floats);
    }

    private View view(Value value, int start) {
        Window.Padding padding = padding(value);
        int pixelStride = pixelStride(value);
        int lineStride = (value.width() + padding.left() + padding.right()) * pixelStride;
        int offset = start + padding.top() * lineStride + padding.left() * pixelStride;
        return new View(offset, value.height(), value.width(), value.channels(), pixelStride, lineStride);
    }
}

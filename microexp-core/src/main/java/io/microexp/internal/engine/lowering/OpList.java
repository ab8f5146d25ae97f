package io.microexp.internal.engine.lowering;

import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The operators lowered so far, with the producer and the number of readers of each value. An operator whose result has
 * a single reader can be {@linkplain #take removed} and added again as part of that reader, which is how fusion works.
 */
final class OpList {
    private final List<Op> ops = new ArrayList<>();
    private final Map<Value, Op> producers = new HashMap<>();
    private final Map<Value, Integer> readers = new HashMap<>();

    Value add(Op op) {
        ops.add(op);
        producers.put(op.output(), op);
        return op.output();
    }

    void addReaders(Value value, int count) {
        readers.put(value, readers.getOrDefault(value, 0) + count);
    }

    /** Returns the producer of {@code value} if it is of that kind and the value has exactly so many readers. */
    <T extends Op> T producer(Value value, Class<T> kind, int readerCount) {
        Op op = producers.get(value);
        return kind.isInstance(op) && readers.get(value) == readerCount ? kind.cast(op) : null;
    }

    /** Removes an operator that a fused one replaces. */
    void take(Op op) {
        ops.remove(indexOf(op));
        producers.remove(op.output());
    }

    /** Replaces an operator by another one with the same output. */
    void replace(Op op, Op other) {
        ops.set(indexOf(op), other);
        producers.put(other.output(), other);
    }

    private int indexOf(Op op) {
        int at = ops.size() - 1;
        while (ops.get(at) != op) {
            at--;
        }
        return at;
    }

    List<Op> toList() {
        return List.copyOf(ops);
    }
}

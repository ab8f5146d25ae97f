package io.microexp.internal.engine.lowering;

import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.ir.Value;
import io.microexp.internal.engine.onnx.Constant;
import io.microexp.internal.engine.onnx.OnnxNode;
import io.microexp.internal.engine.onnx.WeightBudget;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What the names of a graph stand for while it is lowered, and the operators lowered so far. */
final class Scope {
    private final int opset;
    private final Map<String, Constant> constants;
    private final Map<String, Integer> readers;
    private final Map<String, Value> values = new HashMap<>();
    private final OpList ops = new OpList();
    private final WeightBudget budget;

    /**
     * Creates a scope.
     *
     * @param opset version of the operator set
     * @param constants the initializers by name
     * @param readers number of nodes and graph outputs that read each name
     */
    Scope(int opset, Map<String, Constant> constants, Map<String, Integer> readers) {
        this.opset = opset;
        this.constants = new HashMap<>(constants);
        this.readers = readers;
        long elements = 0;
        for (Constant constant : constants.values()) {
            elements += constant.length();
        }
        this.budget = new WeightBudget(elements);
    }

    int opset() {
        return opset;
    }

    WeightBudget budget() {
        return budget;
    }

    OpList ops() {
        return ops;
    }

    Value bind(String name, Value value) {
        values.put(name, value);
        ops.addReaders(value, readers.getOrDefault(name, 0));
        return value;
    }

    void bind(String name, Constant constant) {
        constants.put(name, constant);
    }

    /** Returns the same value for another name. The renaming node does not count as a reader. */
    Value alias(Value value) {
        ops.addReaders(value, -1);
        return value;
    }

    /** Returns the value of that name, or null. */
    Value find(String name) {
        return values.get(name);
    }

    boolean isConstant(OnnxNode node, int index) {
        return node.hasInput(index) && constants.containsKey(node.input(index));
    }

    Value value(OnnxNode node, int index) {
        Value value = values.get(node.input(index));
        if (value == null) {
            throw node.error("expected its input \"" + node.input(index) + "\" to be made by an earlier node, found "
                    + (isConstant(node, index) ? "a constant" : "none")
                    + "; the nodes form a cycle or are out of order");
        }
        return value;
    }

    Constant constant(OnnxNode node, int index) {
        Constant constant = constants.get(node.input(index));
        if (constant == null) {
            throw node.unsupported("an input \"" + node.input(index) + "\" that is not constant");
        }
        return constant;
    }

    Constant constantOr(OnnxNode node, int index, Constant otherwise) {
        return node.hasInput(index) ? constant(node, index) : otherwise;
    }

    /** Returns an input as a run-time tensor, whose elements a constant input provides. */
    Value operand(OnnxNode node, int index) {
        if (!isConstant(node, index)) {
            return value(node, index);
        }
        Constant constant = constant(node, index);
        int[] dims = constant.dims();
        if (dims.length < 2 || dims.length > 4 || dims[0] != 1) {
            throw node.unsupported(constant + " as an operand; it takes a batch of 1 and one to three dimensions");
        }
        Value output = new Value(constant.name(), Arrays.copyOfRange(dims, 1, dims.length));
        return literal(output, constant.requireFloats());
    }

    Value literal(Value output, float[] values) {
        ops.addReaders(output, 1);
        return ops.add(new Op.Literal(output, values));
    }
}

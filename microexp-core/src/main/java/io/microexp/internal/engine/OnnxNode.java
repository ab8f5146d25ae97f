package io.microexp.internal.engine;

import io.microexp.ModelFormatException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * One node of an ONNX graph.
 *
 * @param name its name, may be empty
 * @param domain operator domain; empty for ONNX's own
 * @param operator operator type
 * @param inputs names of inputs; an empty name stands for an absent optional input
 * @param outputs names of outputs
 * @param attributes attribute values: Float, Long, String, float[], long[] or Constant
 */
record OnnxNode(
        String name,
        String domain,
        String operator,
        List<String> inputs,
        List<String> outputs,
        Map<String, Object> attributes) {

    boolean hasInput(int index) {
        return index < inputs.size() && !inputs.get(index).isEmpty();
    }

    String input(int index) {
        if (!hasInput(index)) {
            throw error("expected an input " + index + ", found " + inputs.size() + " inputs " + inputs);
        }
        return inputs.get(index);
    }

    String output() {
        if (outputs.isEmpty() || outputs.get(0).isEmpty()) {
            throw error("expected an output, found none");
        }
        return outputs.get(0);
    }

    /** This node with its first two inputs exchanged. */
    OnnxNode swapped() {
        return new OnnxNode(name, domain, operator, List.of(input(1), input(0)), outputs, attributes);
    }

    int integer(String key, int otherwise) {
        long value = attribute(key, Long.class, (long) otherwise);
        if (value != (int) value) {
            throw error("expected attribute " + key + " to fit 32 bits, found " + value);
        }
        return (int) value;
    }

    float number(String key, float otherwise) {
        return attribute(key, Float.class, otherwise);
    }

    String text(String key, String otherwise) {
        return attribute(key, String.class, otherwise);
    }

    int[] integers(String key, int... otherwise) {
        long[] values = attribute(key, long[].class, null);
        return values == null ? otherwise : toInts(key, values);
    }

    Constant constant(String key) {
        return attribute(key, Constant.class, null);
    }

    private <T> T attribute(String key, Class<T> type, T otherwise) {
        Object value = attributes.get(key);
        if (value == null) {
            return otherwise;
        }
        if (!type.isInstance(value)) {
            throw error("expected attribute " + key + " of type " + type.getSimpleName() + ", found "
                    + value.getClass().getSimpleName());
        }
        return type.cast(value);
    }

    int[] toInts(String what, long[] values) {
        int[] ints = new int[values.length];
        for (int i = 0; i < ints.length; i++) {
            if (values[i] != (int) values[i]) {
                throw error("expected " + what + " to fit 32 bits, found " + Arrays.toString(values));
            }
            ints[i] = (int) values[i];
        }
        return ints;
    }

    /** The error that names this node. */
    ModelFormatException error(String what) {
        return new ModelFormatException(this + ": " + what);
    }

    /** The error for what ONNX allows and this engine lacks: it names the backend that has it. */
    ModelFormatException unsupported(String what) {
        return new ModelFormatException(this + ": backend java cannot run " + what
                + "; backend onnx can: add io.microexp:microexp-onnx and open with backend \"onnx\"");
    }

    @Override
    public String toString() {
        return "node " + operator + (name.isEmpty() ? "" : " \"" + name + "\"")
                + (outputs.isEmpty() ? "" : " -> " + outputs.get(0));
    }
}

package io.microexp.internal.engine.onnx;

import io.microexp.ModelFormatException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * One node of an ONNX graph.
 *
 * @param name its name; may be empty
 * @param domain operator domain; empty for ONNX's own
 * @param operator operator type
 * @param inputs names of inputs; an empty name stands for an absent optional input
 * @param outputs names of outputs
 * @param attributes attribute values: Float, Long, String, float[], long[] or Constant
 */
public record OnnxNode(
        String name,
        String domain,
        String operator,
        List<String> inputs,
        List<String> outputs,
        Map<String, Object> attributes) {

    public boolean hasInput(int index) {
        return index < inputs.size() && !inputs.get(index).isEmpty();
    }

    public String input(int index) {
        if (!hasInput(index)) {
            throw error("expected an input " + index + ", found " + inputs.size() + " inputs " + inputs);
        }
        return inputs.get(index);
    }

    public String output() {
        if (outputs.isEmpty() || outputs.get(0).isEmpty()) {
            throw error("expected an output, found none");
        }
        return outputs.get(0);
    }

    /** Returns this node with its first two inputs exchanged. */
    public OnnxNode swapped() {
        return new OnnxNode(name, domain, operator, List.of(input(1), input(0)), outputs, attributes);
    }

    public int integer(String key, int otherwise) {
        long value = attribute(key, Long.class, (long) otherwise);
        if (value != (int) value) {
            throw error("expected attribute " + key + " to fit 32 bits, found " + value);
        }
        return (int) value;
    }

    public float number(String key, float otherwise) {
        return attribute(key, Float.class, otherwise);
    }

    public String text(String key, String otherwise) {
        return attribute(key, String.class, otherwise);
    }

    public int[] integers(String key, int... otherwise) {
        long[] values = attribute(key, long[].class, null);
        return values == null ? otherwise : toInts(key, values);
    }

    public Constant constant(String key) {
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

    public int[] toInts(String what, long[] values) {
        int[] ints = new int[values.length];
        for (int i = 0; i < ints.length; i++) {
            if (values[i] != (int) values[i]) {
                throw error("expected " + what + " to fit 32 bits, found " + Arrays.toString(values));
            }
            ints[i] = (int) values[i];
        }
        return ints;
    }

    /** Returns an error that names this node. */
    public ModelFormatException error(String what) {
        return new ModelFormatException(this + ": " + what);
    }

    /** Returns the error for a feature of ONNX that this engine lacks. It names the backend that has it. */
    public ModelFormatException unsupported(String what) {
        return new ModelFormatException(this + ": backend java cannot run " + what
                + "; backend onnx can: add io.microexp:microexp-onnx and open with backend \"onnx\"");
    }

    @Override
    public String toString() {
        return "node " + operator + (name.isEmpty() ? "" : " \"" + name + "\"")
                + (outputs.isEmpty() ? "" : " -> " + outputs.get(0));
    }
}

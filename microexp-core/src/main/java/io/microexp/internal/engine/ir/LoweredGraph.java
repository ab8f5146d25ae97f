package io.microexp.internal.engine.ir;

import java.util.List;
import java.util.Map;

/**
 * A checked network of fused operators, in an order in which they can run.
 *
 * @param ops the operators
 * @param input the image
 * @param outputs the results by name, in the order of the file
 */
public record LoweredGraph(List<Op> ops, Value input, Map<String, Value> outputs) {
    public boolean isOutput(Value value) {
        for (Value output : outputs.values()) {
            if (output == value) {
                return true;
            }
        }
        return false;
    }
}

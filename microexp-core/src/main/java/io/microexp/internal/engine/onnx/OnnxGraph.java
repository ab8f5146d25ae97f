package io.microexp.internal.engine.onnx;

import java.util.List;
import java.util.Map;

/**
 * An ONNX graph as it was read. Only its encoding has been checked.
 *
 * @param opset version of the default operator set
 * @param nodes nodes in file order, which ONNX requires to be topological
 * @param constants initializers by name
 * @param inputs graph inputs, without those that name an initializer
 * @param outputs names of the graph outputs
 */
public record OnnxGraph(
        int opset, List<OnnxNode> nodes, Map<String, Constant> constants, List<Input> inputs, List<String> outputs) {

    /**
     * A graph input.
     *
     * @param name its name
     * @param elementType ONNX element type; 1 is float32
     * @param dims dimensions; -1 where the file gives a name or nothing
     */
    public record Input(String name, int elementType, long[] dims) {}
}

package io.microexp.internal.engine;

import java.util.List;
import java.util.Map;

/**
 * An ONNX graph as read, not yet checked beyond its encoding.
 *
 * @param opset version of the default operator set
 * @param nodes nodes in file order, which ONNX requires to be topological
 * @param constants initialisers by name
 * @param inputs graph inputs, less those that name an initialiser
 * @param outputs names of the graph outputs
 */
record OnnxGraph(
        int opset, List<OnnxNode> nodes, Map<String, Constant> constants, List<Input> inputs, List<String> outputs) {

    /**
     * A graph input.
     *
     * @param name its name
     * @param elementType ONNX element type; 1 is float32
     * @param dims dimensions; -1 where the file gives a name or nothing
     */
    record Input(String name, int elementType, long[] dims) {}
}

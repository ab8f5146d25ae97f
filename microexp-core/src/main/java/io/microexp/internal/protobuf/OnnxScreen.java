package io.microexp.internal.protobuf;

import io.microexp.ModelFormatException;
import java.util.Set;

/**
 * Refuses model files that reach outside themselves or may never end, before any backend sees them.
 *
 * <p>External data lets a file read others: a runtime resolves its location against the working directory. Control flow
 * ({@code Loop}, {@code If}, {@code Scan}) lets a file of 2 kB run for ever, in a call that cannot be interrupted. No
 * network of this library needs either.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>, whose field numbers these are
 */
public final class OnnxScreen {
    private static final Set<String> CONTROL_FLOW = Set.of("Loop", "If", "Scan", "SequenceMap");

    private static final int EXTERNAL = 1;

    private OnnxScreen() {}

    /**
     * Checks a file.
     *
     * @param onnx the file
     * @param name its name, for messages
     * @throws ModelFormatException if it has external data, control flow or functions of its own
     */
    public static void check(byte[] onnx, String name) {
        try {
            check(onnx);
        } catch (ModelFormatException e) {
            throw new ModelFormatException("Model " + name + ": " + e.getMessage(), e);
        }
    }

    private static void check(byte[] onnx) {
        ProtobufReader model = new ProtobufReader(onnx);
        for (int field = model.nextField(); field != 0; field = model.nextField()) {
            switch (field) {
                case 7 -> checkGraph(model.readMessage());
                case 20 -> throw refused("training information", "an inference model without it");
                case 25 -> throw refused("functions of its own", "a model with the functions expanded");
                default -> model.skip();
            }
        }
    }

    private static ModelFormatException refused(String what, String instead) {
        return new ModelFormatException("The model has " + what + ", which this library never runs. Export " + instead);
    }

    private static void checkGraph(ProtobufReader graph) {
        for (int field = graph.nextField(); field != 0; field = graph.nextField()) {
            switch (field) {
                case 1 -> checkNode(graph.readMessage());
                case 5 -> checkTensor(graph.readMessage());
                case 15 -> checkSparseTensor(graph.readMessage());
                default -> graph.skip();
            }
        }
    }

    private static void checkNode(ProtobufReader node) {
        for (int field = node.nextField(); field != 0; field = node.nextField()) {
            switch (field) {
                case 4 -> {
                    if (CONTROL_FLOW.contains(node.readString())) {
                        throw controlFlow();
                    }
                }
                case 5 -> checkAttribute(node.readMessage());
                default -> node.skip();
            }
        }
    }

    private static ModelFormatException controlFlow() {
        return refused("control flow (Loop, If or Scan)", "a network without it");
    }

    private static void checkAttribute(ProtobufReader attribute) {
        for (int field = attribute.nextField(); field != 0; field = attribute.nextField()) {
            switch (field) {
                case 5, 10 -> checkTensor(attribute.readMessage());
                case 6, 11 -> throw controlFlow();
                case 22, 23 -> checkSparseTensor(attribute.readMessage());
                default -> attribute.skip();
            }
        }
    }

    private static void checkSparseTensor(ProtobufReader tensor) {
        for (int field = tensor.nextField(); field != 0; field = tensor.nextField()) {
            if (field == 1 || field == 2) {
                checkTensor(tensor.readMessage());
            } else {
                tensor.skip();
            }
        }
    }

    private static void checkTensor(ProtobufReader tensor) {
        for (int field = tensor.nextField(); field != 0; field = tensor.nextField()) {
            boolean external = field == 13 || field == 14 && tensor.readVarint() == EXTERNAL;
            if (external) {
                throw refused("weights in another file (external data)", "it into a single file");
            }
            if (field != 14) {
                tensor.skip();
            }
        }
    }
}

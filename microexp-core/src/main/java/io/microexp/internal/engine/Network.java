package io.microexp.internal.engine;

import io.microexp.ModelFormatException;
import io.microexp.internal.engine.ir.LoweredGraph;
import io.microexp.internal.engine.ir.Value;
import io.microexp.internal.engine.kernel.KernelFactory;
import io.microexp.internal.engine.kernel.View;
import io.microexp.internal.engine.kernel.Workspace;
import io.microexp.internal.engine.lowering.Lowering;
import io.microexp.internal.engine.onnx.OnnxReader;
import io.microexp.internal.engine.plan.Plan;
import io.microexp.internal.engine.plan.Planner;
import io.microexp.internal.protobuf.ProtobufReader;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A convolutional ONNX network with one float image as input and any number of outputs, ready to run. Any number of
 * threads may run it at once, each in its own {@link Workspace}. Once {@link WarmUp} is over, a run allocates nothing.
 *
 * <pre>{@code
 * Network network = Network.load(onnx, 3, 480, 640);
 * Workspace workspace = network.newWorkspace();
 * Network.Output boxes = network.output("bbox_8");
 * float[] values = new float[boxes.elements()];
 *
 * network.run(image, workspace);       // image: 3 x 480 x 640, row-major
 * boxes.read(workspace, values);       // row-major, as ONNX defines it
 * }</pre>
 */
public final class Network {
    static final String CALLER = "the caller's choice";

    private final KernelChoice choice;
    private final Value input;
    private final Map<String, Output> outputs = new LinkedHashMap<>();
    private volatile Plan plan;
    private volatile WarmUp warmUp; // null if the plan stays

    private Network(LoweredGraph graph, KernelChoice choice) {
        this.choice = choice;
        this.plan = Planner.plan(graph, choice.kernels());
        this.warmUp = choice.successor() == null
                ? null
                : new WarmUp(graph, choice.successor(), new Rehearsal(choice.successor()));
        this.input = graph.input();
        for (Map.Entry<String, Value> output : graph.outputs().entrySet()) {
            String name = output.getKey();
            outputs.put(name, new Output(name, output.getValue(), plan.outputs().get(name)));
        }
    }

    /**
     * Loads a network with the kernels of this process.
     *
     * @param onnx the file
     * @param channels channels of the image
     * @param height height of the image, which replaces the one that the file declares
     * @param width width of the image, which replaces the one that the file declares
     * @throws ModelFormatException if the file is damaged or needs what this engine lacks
     */
    public static Network load(byte[] onnx, int channels, int height, int width) {
        return new Network(lower(onnx, channels, height, width), KernelChoice.current());
    }

    /** Loads a network of an image of several channels for gray images of one channel, which stands for all of them. */
    public static Network loadForGray(byte[] onnx, int channels, int height, int width) {
        return new Network(
                Lowering.lowerForGray(OnnxReader.read(new ProtobufReader(onnx)), channels, height, width),
                KernelChoice.current());
    }

    /** Loads a network with kernels of the caller's choice. */
    public static Network load(byte[] onnx, int channels, int height, int width, KernelFactory kernels) {
        return new Network(lower(onnx, channels, height, width), KernelChoice.of(kernels, CALLER));
    }

    private static LoweredGraph lower(byte[] onnx, int channels, int height, int width) {
        return Lowering.lower(OnnxReader.read(new ProtobufReader(onnx)), channels, height, width);
    }

    /** Loads a network for the image size that the file declares. */
    public static Network load(ProtobufReader onnx, KernelFactory kernels) {
        return load(onnx, KernelChoice.of(kernels, CALLER));
    }

    static Network load(ProtobufReader onnx, KernelChoice choice) {
        return new Network(Lowering.lower(OnnxReader.read(onnx)), choice);
    }

    /** Returns which kernels run at this moment, and why. */
    String kernels() {
        KernelFactory current = plan.factory();
        String successor = "";
        if (choice.successor() != null && choice.successor() != current) {
            String vector = choice.successor().description();
            successor = warmUp == null ? ", as " + vector + " were not faster" : " until " + vector + " are compiled";
        }
        return current.description() + successor + " (" + choice.reason() + ")";
    }

    public int channels() {
        return input.channels();
    }

    public int height() {
        return input.height();
    }

    public int width() {
        return input.width();
    }

    /** Returns all outputs in the order of the file. */
    public Collection<Output> outputs() {
        return Collections.unmodifiableCollection(outputs.values());
    }

    /** Returns the output of that name. */
    public Output output(String name) {
        Output output = outputs.get(name);
        if (output == null) {
            throw new ModelFormatException("Expected an output \"" + name + "\", found " + outputs.keySet());
        }
        return output;
    }

    /** Allocates the memory in which one thread at a time runs this network. */
    public Workspace newWorkspace() {
        return plan.newWorkspace();
    }

    /** Copies an image of channels x height x width from an array, beginning at {@code from}. */
    public void load(float[] image, int from, Workspace workspace) {
        plan.input().load(image, from, workspace.arena());
    }

    /** Runs the network on the loaded image. Overwrites the image. */
    public void run(Workspace workspace) {
        WarmUp current = warmUp;
        if (current == null) {
            plan.run(workspace);
            return;
        }
        long start = System.nanoTime();
        plan.run(workspace);
        if (current.afterRun(System.nanoTime() - start)) {
            warmUp = null;
            if (current.faster() != null) {
                plan = current.faster();
                choice.adoptSuccessor();
            }
        }
    }

    /** Runs the network on an image of channels x height x width. */
    public void run(float[] image, Workspace workspace) {
        load(image, 0, workspace);
        run(workspace);
    }

    /** One result of the network. */
    public static final class Output {
        private final String name;
        private final Value value;
        private final View view;

        private Output(String name, Value value, View view) {
            this.name = name;
            this.value = value;
            this.view = view;
        }

        public String name() {
            return name;
        }

        /** Returns the dimensions without the batch. */
        public int[] dims() {
            return value.dims();
        }

        public int elements() {
            return value.elements();
        }

        /** Copies the result of the last run in row-major order. */
        public void read(Workspace workspace, float[] out) {
            read(workspace, out, 0);
        }

        /** Copies the result of the last run in row-major order, beginning at {@code out[to]}. */
        public void read(Workspace workspace, float[] out, int to) {
            view.store(workspace.arena(), out, to);
        }
    }
}

package io.microexp.training.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.microexp.model.EmotionModel;
import io.microexp.model.Preprocessing;
import io.microexp.spi.InferenceSession;
import io.microexp.training.export.OnnxImporter;
import java.nio.FloatBuffer;

/** A model's blocks, shared by all requests. */
final class DjlSession implements InferenceSession {
    private final NDManager manager;
    private final Block network;
    private final ParameterStore parameters;
    private final Preprocessing input;
    private final int classes;

    /** Closes the manager with itself, and if the model cannot be loaded. */
    DjlSession(NDManager manager, EmotionModel model) {
        this.manager = manager;
        this.parameters = new ParameterStore(manager, false);
        this.input = model.metadata().preprocessing();
        this.classes = model.metadata().labels().size();
        try {
            this.network = OnnxImporter.load(model, manager);
        } catch (RuntimeException | Error e) {
            manager.close();
            throw e;
        }
    }

    @Override
    public Request newRequest(int batch) {
        return new DjlRequest(batch);
    }

    @Override
    public String description() {
        Engine engine = manager.getEngine();
        return "DJL " + Engine.getDjlVersion() + ", " + engine.getEngineName() + " " + engine.getVersion() + ", CPU, "
                + JniUtils.getNumThreads() + (JniUtils.getNumThreads() == 1 ? " thread" : " threads");
    }

    @Override
    public void close() {
        manager.close();
    }

    private final class DjlRequest implements Request {
        private final int batch;
        private final FloatBuffer in;
        private final FloatBuffer out;

        DjlRequest(int batch) {
            this.batch = batch;
            this.in = FloatBuffer.allocate(batch * input.height() * input.width());
            this.out = FloatBuffer.allocate(batch * classes);
        }

        @Override
        public FloatBuffer input() {
            return in;
        }

        @Override
        public FloatBuffer output() {
            return out;
        }

        @Override
        public void run() {
            try (NDManager scope = manager.newSubManager()) {
                NDArray pixels = scope.create(in.array(), new Shape(batch, 1, input.height(), input.width()));
                NDArray logits =
                        network.forward(parameters, new NDList(pixels), false).singletonOrThrow();
                out.put(0, logits.softmax(-1).toFloatArray());
            }
        }

        @Override
        public void close() {
            // arrays live only during a run
        }
    }
}

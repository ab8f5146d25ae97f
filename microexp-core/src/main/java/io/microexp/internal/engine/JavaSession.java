package io.microexp.internal.engine;

import io.microexp.internal.engine.kernel.Workspace;
import io.microexp.spi.InferenceSession;
import java.nio.FloatBuffer;

/** A network and its requests. Closing frees nothing: the memory is left to the garbage collector. */
final class JavaSession implements InferenceSession {
    private final Network network;
    private final Network.Output scores;

    JavaSession(Network network, Network.Output scores) {
        this.network = network;
        this.scores = scores;
    }

    @Override
    public Request newRequest(int batch) {
        if (batch < 1) {
            throw new IllegalArgumentException("Expected a batch of at least 1, found " + batch);
        }
        return new NetworkRequest(network, scores, batch);
    }

    @Override
    public String description() {
        return "pure Java, " + network.kernels() + ", 1 thread";
    }

    @Override
    public void close() {}

    /**
     * The buffers of one run. The images of a batch run one after another in one workspace: the weights of this network
     * stay in the second-level cache, and the activations of several images would not.
     */
    private static final class NetworkRequest implements Request {
        private final Network network;
        private final Network.Output output;
        private final int batch;
        private final int pixels;
        private final int labels;
        private final float[] images;
        private final float[] scores;
        private final FloatBuffer imageBuffer;
        private final FloatBuffer scoreBuffer;
        private final Workspace workspace;

        NetworkRequest(Network network, Network.Output output, int batch) {
            this.network = network;
            this.output = output;
            this.batch = batch;
            this.pixels = network.channels() * network.height() * network.width();
            this.labels = output.elements();
            this.images = new float[Math.multiplyExact(batch, pixels)];
            this.scores = new float[Math.multiplyExact(batch, labels)];
            this.imageBuffer = FloatBuffer.wrap(images);
            this.scoreBuffer = FloatBuffer.wrap(scores);
            this.workspace = network.newWorkspace();
        }

        @Override
        public FloatBuffer input() {
            return imageBuffer;
        }

        @Override
        public FloatBuffer output() {
            return scoreBuffer;
        }

        @Override
        public void run() {
            for (int image = 0; image < batch; image++) {
                network.load(images, image * pixels, workspace);
                network.run(workspace);
                output.read(workspace, scores, image * labels);
            }
        }

        @Override
        public void close() {}
    }
}

package io.microexp.internal.engine;

import io.microexp.spi.InferenceSession;
import java.nio.FloatBuffer;

/** A plan and its requests. There is nothing to free: closing leaves the memory to the garbage collector. */
final class JavaSession implements InferenceSession {
    private final Plan plan;
    private final String kernels;

    JavaSession(Plan plan, String kernels) {
        this.plan = plan;
        this.kernels = kernels;
    }

    @Override
    public Request newRequest(int batch) {
        if (batch < 1) {
            throw new IllegalArgumentException("Expected a batch of at least 1, found " + batch);
        }
        return new PlanRequest(plan, batch);
    }

    @Override
    public String description() {
        return "pure Java, " + kernels + ", 1 thread";
    }

    @Override
    public void close() {}

    /**
     * The buffers of one run. Images of a batch run one after another through one arena: the weights of this network
     * stay in the processor's second-level cache, and activations of several images would not.
     */
    private static final class PlanRequest implements Request {
        private final Plan plan;
        private final int batch;
        private final float[] images;
        private final float[] scores;
        private final FloatBuffer input;
        private final FloatBuffer output;
        private final float[] arena;
        private final ScratchRows scratch;

        PlanRequest(Plan plan, int batch) {
            this.plan = plan;
            this.batch = batch;
            View image = plan.input();
            this.images = new float[Math.multiplyExact(batch, image.pixels() * image.channels())];
            this.scores = new float[Math.multiplyExact(batch, plan.output().channels())];
            this.input = FloatBuffer.wrap(images);
            this.output = FloatBuffer.wrap(scores);
            this.arena = plan.newArena();
            this.scratch = plan.newScratch();
        }

        @Override
        public FloatBuffer input() {
            return input;
        }

        @Override
        public FloatBuffer output() {
            return output;
        }

        @Override
        public void run() {
            int labels = plan.output().channels();
            for (int image = 0; image < batch; image++) {
                load(image);
                plan.run(arena, scratch);
                System.arraycopy(arena, plan.output().offset(), scores, image * labels, labels);
            }
        }

        /** Copies one image of channels x height x width into the arena. */
        private void load(int image) {
            View view = plan.input();
            int from = image * view.pixels() * view.channels();
            for (int channel = 0; channel < view.channels(); channel++) {
                for (int y = 0; y < view.height(); y++) {
                    int to = view.line(y) + channel;
                    for (int x = 0; x < view.width(); x++) {
                        arena[to + x * view.pixelStride()] = images[from++];
                    }
                }
            }
        }

        @Override
        public void close() {}
    }
}

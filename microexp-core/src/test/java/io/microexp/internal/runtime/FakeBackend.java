package io.microexp.internal.runtime;

import io.microexp.ClassifierOptions;
import io.microexp.model.EmotionModel;
import io.microexp.spi.BackendProvider;
import io.microexp.spi.InferenceSession;
import java.nio.FloatBuffer;

/** A backend that gives every face the same scores, and runs what a test wants run in between. */
class FakeBackend implements BackendProvider {
    private final String name;
    private final int rank;

    /** Runs inside every run of the model. */
    Runnable onRun = () -> {};

    /** Runs before a request is made. */
    Runnable onNewRequest = () -> {};

    /** Runs inside every close of a request. */
    Runnable onRequestClose = () -> {};

    /** The score of the first label; the others get 0. */
    float score = 1f;

    FakeBackend(String name, int rank) {
        this.name = name;
        this.rank = rank;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public InferenceSession open(EmotionModel model, ClassifierOptions options) {
        int imageSize = model.metadata().preprocessing().width()
                * model.metadata().preprocessing().height();
        int labels = model.metadata().labels().size();
        return new InferenceSession() {
            @Override
            public Request newRequest(int batch) {
                onNewRequest.run();
                return new FakeRequest(
                        FloatBuffer.allocate(batch * imageSize), FloatBuffer.allocate(batch * labels), labels);
            }

            @Override
            public String description() {
                return "fake";
            }

            @Override
            public void close() {}
        };
    }

    private final class FakeRequest implements InferenceSession.Request {
        private final FloatBuffer input;
        private final FloatBuffer output;
        private final int labels;

        FakeRequest(FloatBuffer input, FloatBuffer output, int labels) {
            this.input = input;
            this.output = output;
            this.labels = labels;
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
            onRun.run();
            for (int i = 0; i < output.capacity(); i += labels) {
                output.put(i, score);
            }
        }

        @Override
        public void close() {
            onRequestClose.run();
        }
    }
}

package io.microexp.internal.face;

import io.microexp.internal.engine.Network;
import io.microexp.internal.engine.kernel.Workspace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network for images of any size. It is prepared for each new size, and the last few sizes stay prepared. Thread-safe.
 */
final class FaceNetwork {
    private static final int KEPT_SIZES = 4;
    private static final int KEPT_RUNS = 4;

    private final byte[] onnx;
    private final List<String> outputs;
    /* by channels, height and width in one number, since linking a record's hashCode at its first call takes 30 ms */
    private final Map<Long, Sized> sizes = new LinkedHashMap<>(16, 0.75f, true);

    FaceNetwork(byte[] onnx, List<String> outputs) {
        this.onnx = onnx;
        this.outputs = outputs;
    }

    /**
     * Returns memory for one run with an image of this size.
     *
     * @param channels 1 for a gray image, else 3
     * @throws io.microexp.ModelFormatException if the network cannot take it or lacks an output
     */
    Run run(int channels, int height, int width) {
        return sized(channels, height, width).borrow();
    }

    private Sized sized(int channels, int height, int width) {
        long size = ((long) height << Integer.SIZE | width) * PixelRows.COLOR + channels;
        synchronized (sizes) {
            Sized sized = sizes.get(size);
            if (sized == null) {
                sized = new Sized(
                        channels == PixelRows.GRAY
                                ? Network.loadForGray(onnx, PixelRows.COLOR, height, width)
                                : Network.load(onnx, PixelRows.COLOR, height, width),
                        outputs);
                sizes.put(size, sized);
                if (sizes.size() > KEPT_SIZES) {
                    sizes.remove(sizes.keySet().iterator().next());
                }
            }
            return sized;
        }
    }

    private static final class Sized {
        private final Network network;
        private final List<Network.Output> outputs;
        private final ConcurrentLinkedQueue<Run> idle = new ConcurrentLinkedQueue<>();
        private final AtomicInteger idleCount = new AtomicInteger();

        Sized(Network network, List<String> outputs) {
            this.network = network;
            this.outputs = outputs.stream().map(network::output).toList();
        }

        Run borrow() {
            Run run = idle.poll();
            if (run == null) {
                return new Run(this);
            }
            idleCount.decrementAndGet();
            return run;
        }

        void giveBack(Run run) {
            if (idleCount.incrementAndGet() <= KEPT_RUNS) {
                idle.add(run);
            } else {
                idleCount.decrementAndGet();
            }
        }
    }

    /** The memory of one run. Closing keeps it for the next one. */
    static final class Run implements AutoCloseable {
        private final Sized sized;
        private final Planes image;
        private final Workspace workspace;
        private final float[][] results;

        private Run(Sized sized) {
            this.sized = sized;
            this.image = new Planes(sized.network.channels(), sized.network.height(), sized.network.width());
            this.workspace = sized.network.newWorkspace();
            this.results = sized.outputs.stream()
                    .map(output -> new float[output.elements()])
                    .toArray(float[][]::new);
        }

        /** Returns the image to fill. A run leaves it as it is. */
        Planes image() {
            return image;
        }

        /** Returns the values of each output, row-major, valid until this is closed. */
        float[][] results() {
            sized.network.run(image.values, workspace);
            for (int i = 0; i < results.length; i++) {
                sized.outputs.get(i).read(workspace, results[i]);
            }
            return results;
        }

        @Override
        public void close() {
            sized.giveBack(this);
        }
    }
}

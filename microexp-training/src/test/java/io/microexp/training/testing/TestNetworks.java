package io.microexp.training.testing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.microexp.image.GrayImage;
import io.microexp.model.Preprocessing;
import io.microexp.testing.TestFaces;
import io.microexp.training.network.NetworkSpec;
import io.microexp.training.train.TrainingConfig;
import io.microexp.training.train.run.InitialWeights;
import io.microexp.training.train.run.RunFolder;
import io.microexp.training.train.run.RunIdentity;
import io.microexp.training.train.run.TrainingRun;
import io.microexp.training.train.run.Weights;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Networks whose scores clearly depend on the face, on every processor. Weights are drawn by Java's random generator
 * and keep the size of what passes through them; batch-norm's statistics are those of drawn faces. (A network as it is
 * before training, or after a few steps, gives every face nearly the same scores.)
 */
public final class TestNetworks {
    private static final int FACES = 8;
    /* Batch-norm keeps 0.9 of its old statistics at each pass: 4 % of the first ones are left. */
    private static final int PASSES = 30;
    /** The parameters of networks for drawn faces. Several tests use the same network, and the passes take long. */
    private static final Map<Made, List<float[]>> PARAMETERS = new ConcurrentHashMap<>();

    private record Made(NetworkSpec spec, long seed) {}

    private TestNetworks() {}

    /** A network of a seed; the manager owns its parameters. */
    public static Block of(NetworkSpec spec, long seed, NDManager manager) {
        List<float[]> parameters = PARAMETERS.computeIfAbsent(new Made(spec, seed), made -> parameters(spec, seed));
        Block network = spec.build();
        TrainingRun.initialize(network, manager, spec.preprocessing(), seed);
        Iterator<float[]> values = parameters.iterator();
        network.getParameters().values().forEach(parameter -> Weights.assign(parameter, values.next()));
        return network;
    }

    private static List<float[]> parameters(NetworkSpec spec, long seed) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray faces = pixels(TestFaces.of(FACES, 48, 48, seed), spec.preprocessing(), manager);
            return of(spec, seed, faces, manager).getParameters().values().stream()
                    .map(parameter -> parameter.getArray().toFloatArray())
                    .toList();
        }
    }

    /**
     * A network of a seed for certain faces. On others that differ a lot, random weights may multiply rounding a
     * thousandfold.
     *
     * @param faces (N, 1, H, W), normalized
     * @param manager owns the network's parameters
     */
    public static Block of(NetworkSpec spec, long seed, NDArray faces, NDManager manager) {
        Block network = spec.build();
        TrainingRun.initialize(network, manager, spec.preprocessing(), seed);
        Random random = new Random(seed);
        network.getParameters().values().forEach(parameter -> draw(parameter, random));
        for (int pass = 0; pass < PASSES; pass++) {
            Forward.training(network, faces).close();
        }
        return network;
    }

    /** A run's folder as training leaves it, except that the network of {@link #of} was not trained. */
    public static Path run(Path folder, NetworkSpec spec, long seed) throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            begin(folder, spec, seed).writeBest(of(spec, seed, manager));
        }
        return folder;
    }

    /** The folder of a run that has no epoch yet. */
    public static RunFolder begin(Path folder, NetworkSpec spec, long seed) throws IOException {
        TrainingConfig config = TrainingConfig.PAPER.toBuilder().seed(seed).build();
        RunIdentity.Split none = new RunIdentity.Split("none", 0, "");
        return RunFolder.begin(
                folder,
                new RunIdentity(spec, config, none, none, "", InitialWeights.DRAWN.identity()),
                RunFolder.Provenance.UNKNOWN);
    }

    /** The same network for faces of 64x64. */
    public static NetworkSpec larger(NetworkSpec spec) {
        Preprocessing input = spec.preprocessing();
        return new NetworkSpec(
                spec.architecture(),
                spec.labels(),
                new Preprocessing(64, 64, input.mean(), input.std()),
                spec.strides(),
                spec.attention(),
                spec.dropout());
    }

    private static void draw(Parameter parameter, Random random) {
        Shape shape = parameter.getArray().getShape();
        float deviation = (float) Math.sqrt(2.0 * shape.get(0) / shape.size());
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (parameter.getType()) {
                case WEIGHT -> deviation * (float) random.nextGaussian();
                case GAMMA -> 0.5f + random.nextFloat();
                case BETA, BIAS -> random.nextFloat() - 0.5f;
                case RUNNING_MEAN -> 0f;
                case RUNNING_VAR -> 1f;
                case OTHER -> throw new IllegalArgumentException("Expected no parameter of type OTHER");
            };
        }
        Weights.assign(parameter, values);
    }

    /** Faces as the network wants them: (N, 1, H, W). */
    public static NDArray pixels(List<GrayImage> faces, Preprocessing input, NDManager manager) {
        int size = input.height() * input.width();
        FloatBuffer pixels = FloatBuffer.allocate(faces.size() * size);
        for (int i = 0; i < faces.size(); i++) {
            input.apply(faces.get(i), pixels, i * size);
        }
        return manager.create(pixels.array(), new Shape(faces.size(), 1, input.height(), input.width()));
    }
}

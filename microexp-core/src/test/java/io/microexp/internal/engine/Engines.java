package io.microexp.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.microexp.internal.engine.kernel.KernelFactory;
import io.microexp.internal.engine.kernel.Workspace;
import io.microexp.internal.engine.kernel.scalar.ScalarKernelFactory;
import io.microexp.internal.engine.lowering.Lowering;
import io.microexp.internal.engine.onnx.OnnxReader;
import io.microexp.internal.engine.plan.Plan;
import io.microexp.internal.engine.plan.Planner;
import io.microexp.internal.protobuf.ProtobufReader;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Runs graphs on the engine, in memory that is full of NaN, and compares them with {@link NaiveInterpreter}. */
public final class Engines {
    /** Sums of a few hundred float32 products of magnitude 1 against double precision. */
    public static final double TOLERANCE = 1e-4;

    private Engines() {}

    /** The names of all kernels, for parameterized tests; {@link #kernels} skips those that this JVM lacks. */
    public static Stream<String> kernelNames() {
        return Stream.of("scalar", "vector");
    }

    public static KernelFactory kernels(String name) {
        if (name.equals("scalar")) {
            return new ScalarKernelFactory();
        }
        String obstacle = KernelChoice.vectorObstacle();
        assumeTrue(obstacle == null, obstacle);
        return KernelChoice.vectorKernels();
    }

    public static Plan plan(byte[] onnx, KernelFactory kernels) {
        return Planner.plan(Lowering.lower(OnnxReader.read(new ProtobufReader(onnx))), kernels);
    }

    /** Returns the first output in ONNX order. What a kernel reads before it is written shows as NaN. */
    public static float[] run(byte[] onnx, KernelFactory kernels, NaiveInterpreter.Tensor image) {
        Plan plan = plan(onnx, kernels);
        return run(plan, plan.newWorkspace(), image);
    }

    public static float[] run(Plan plan, Workspace workspace, NaiveInterpreter.Tensor image) {
        return runAll(plan, workspace, image).values().iterator().next();
    }

    private static Map<String, float[]> runAll(Plan plan, Workspace workspace, NaiveInterpreter.Tensor image) {
        Arrays.fill(workspace.arena(), Float.NaN);
        for (int i = 0; i < plan.scratch().rows(); i++) {
            Arrays.fill(workspace.row(i), Float.NaN);
        }
        plan.input().load(floats(image), 0, workspace.arena());
        plan.run(workspace);
        Map<String, float[]> results = new LinkedHashMap<>();
        plan.outputs().forEach((name, view) -> {
            float[] result = new float[view.elements()];
            view.store(workspace.arena(), result, 0);
            results.put(name, result);
        });
        return results;
    }

    private static float[] floats(NaiveInterpreter.Tensor image) {
        float[] floats = new float[image.data().length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) image.data()[i];
        }
        return floats;
    }

    public static NaiveInterpreter.Tensor image(long seed, int... dims) {
        NaiveInterpreter.Tensor image = NaiveInterpreter.Tensor.zeros(dims);
        Random random = new Random(seed);
        for (int i = 0; i < image.data().length; i++) {
            image.data()[i] = (float) random.nextGaussian();
        }
        return image;
    }

    /** Compares every output. */
    public static void assertMatchesNaive(byte[] onnx, String kernels, NaiveInterpreter.Tensor image) {
        Plan plan = plan(onnx, kernels(kernels));
        Map<String, float[]> found = runAll(plan, plan.newWorkspace(), image);
        Map<String, NaiveInterpreter.Tensor> expected = NaiveInterpreter.runAll(onnx, image);
        assertThat(found).as("outputs").containsOnlyKeys(expected.keySet());
        expected.forEach((name, tensor) -> assertClose(name, found.get(name), tensor.data()));
    }

    private static void assertClose(String name, float[] found, double[] expected) {
        assertThat(found).as("elements of %s", name).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(found[i] - expected[i]) <= TOLERANCE)
                    .as("%s, element %d: expected %s, found %s", name, i, expected[i], found[i])
                    .isTrue();
        }
    }
}

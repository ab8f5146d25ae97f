package io.microexp.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.microexp.internal.protobuf.ProtobufReader;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;

/** Runs graphs on the engine, in memory that is full of NaN, and compares them with {@link NaiveInterpreter}. */
final class Engines {
    /** Sums of a few hundred float32 products of magnitude 1 against double precision. */
    static final double TOLERANCE = 1e-4;

    private Engines() {}

    /** The names of all kernels, for parameterised tests; {@link #kernels} skips those that this JVM lacks. */
    static Stream<String> kernelNames() {
        return Stream.of("scalar", "vector");
    }

    static Kernels kernels(String name) {
        if (name.equals("scalar")) {
            return new ScalarKernels();
        }
        assumeTrue(KernelChoice.vectorPresent(), "this JVM was started without jdk.incubator.vector");
        return KernelChoice.vectorKernels();
    }

    static Plan plan(byte[] onnx, Kernels kernels) {
        return Planner.plan(GraphCompiler.compile(OnnxReader.read(new ProtobufReader(onnx))), kernels);
    }

    /** The output in ONNX order. What a kernel reads before it is written shows as NaN. */
    static float[] run(byte[] onnx, Kernels kernels, NaiveInterpreter.Tensor image) {
        Plan plan = plan(onnx, kernels);
        return run(plan, plan.newScratch(), image);
    }

    static float[] run(Plan plan, ScratchRows scratch, NaiveInterpreter.Tensor image) {
        float[] arena = plan.newArena();
        Arrays.fill(arena, Float.NaN);
        for (int i = 0; i < plan.scratch().rows(); i++) {
            Arrays.fill(scratch.row(i), Float.NaN);
        }
        View in = plan.input();
        for (int i = 0; i < image.data().length; i++) {
            int pixel = i % in.pixels();
            arena[in.pixel(pixel / in.width(), pixel % in.width()) + i / in.pixels()] = (float) image.data()[i];
        }
        plan.run(arena, scratch);
        View out = plan.output();
        float[] result = new float[out.channels() * out.pixels()];
        for (int i = 0; i < result.length; i++) {
            int pixel = i % out.pixels();
            result[i] = arena[out.pixel(pixel / out.width(), pixel % out.width()) + i / out.pixels()];
        }
        return result;
    }

    static NaiveInterpreter.Tensor image(long seed, int... dims) {
        NaiveInterpreter.Tensor image = NaiveInterpreter.Tensor.zeros(dims);
        Random random = new Random(seed);
        for (int i = 0; i < image.data().length; i++) {
            image.data()[i] = (float) random.nextGaussian();
        }
        return image;
    }

    static void assertMatchesNaive(byte[] onnx, String kernels, NaiveInterpreter.Tensor image) {
        float[] found = run(onnx, kernels(kernels), image);
        double[] expected = NaiveInterpreter.run(onnx, image).data();
        assertThat(found).as("elements").hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(found[i] - expected[i]) <= TOLERANCE)
                    .as("element %d: expected %s, found %s", i, expected[i], found[i])
                    .isTrue();
        }
    }
}

package io.microexp.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.internal.engine.ir.LoweredGraph;
import io.microexp.internal.engine.ir.Op;
import io.microexp.internal.engine.kernel.scalar.ScalarKernelFactory;
import io.microexp.internal.engine.lowering.Lowering;
import io.microexp.internal.engine.onnx.OnnxReader;
import io.microexp.internal.engine.plan.Plan;
import io.microexp.internal.protobuf.ProtobufReader;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WholeNetworkTest {
    private static final long SEED = 11;

    private static LoweredGraph lowered(byte[] onnx) {
        return Lowering.lower(OnnxReader.read(new ProtobufReader(onnx)));
    }

    private static Map<Class<?>, Long> kinds(LoweredGraph graph) {
        return graph.ops().stream().collect(Collectors.groupingBy(Op::getClass, Collectors.counting()));
    }

    private static List<Op.Conv> convolutions(LoweredGraph graph) {
        return graph.ops().stream()
                .flatMap(op -> op instanceof Op.Conv conv
                        ? List.of(conv).stream()
                        : op instanceof Op.SqueezeExcite block
                                ? List.of(block.reduce(), block.expand()).stream()
                                : List.<Op.Conv>of().stream())
                .toList();
    }

    @Test
    void everythingThatCanBeFusedIs() {
        LoweredGraph graph = lowered(MicroExpNetFixture.bytes(SEED, true));
        // stem, 11 depthwise, 10 expansions, 11 projections, last 1x1, two fully connected; 9 blocks with attention + 1
        assertThat(kinds(graph))
                .isEqualTo(Map.of(
                        Op.Conv.class, 36L,
                        Op.SqueezeExcite.class, 10L,
                        Op.GlobalAverage.class, 1L,
                        Op.Reshape.class, 1L,
                        Op.Softmax.class, 1L));
        assertThat(convolutions(graph))
                .filteredOn(conv -> conv.residual() != null)
                .hasSize(7);
    }

    @Test
    void convolutionsCostWhatThePaperArchitectureCosts() {
        LoweredGraph graph = lowered(MicroExpNetFixture.bytes(SEED));
        assertThat(convolutions(graph).stream().mapToLong(Op.Conv::multiplyAdds).sum())
                .isEqualTo(34_188_800);
        assertThat(convolutions(graph).stream()
                        .mapToLong(conv -> conv.weights().length() + conv.bias().length)
                        .sum())
                .isEqualTo(1_242_839 - foldedBatchNorm(graph));
    }

    /** A folded layer has one bias where batch normalization had two values a channel. */
    private static long foldedBatchNorm(LoweredGraph graph) {
        Function<Op.Conv, Integer> normalized = conv -> conv.isFullyConnected() ? 0 : conv.bias().length;
        return convolutions(graph).stream().mapToLong(normalized::apply).sum();
    }

    @Test
    void tensorsShareTheArena() {
        Plan plan = Engines.plan(MicroExpNetFixture.bytes(SEED), new ScalarKernelFactory());
        // the two largest that live at once: a map of 24x24x96 and, bordered, its depthwise neighbor's input
        assertThat(plan.arenaFloats()).isLessThan(2 * 28 * 28 * 112);
    }

    @Test
    @DisplayName("Vector kernels run in the memory that was made for scalar ones")
    void sharedMemory() {
        byte[] onnx = MicroExpNetFixture.bytes(SEED);
        Plan vector = Engines.plan(onnx, Engines.kernels("vector"));
        Plan scalar = Engines.plan(onnx, new ScalarKernelFactory());
        NaiveInterpreter.Tensor image = Engines.image(12, 1, 48, 48);
        assertThat(Engines.run(vector, scalar.newWorkspace(), image))
                .isEqualTo(Engines.run(vector, vector.newWorkspace(), image));
    }

    @ParameterizedTest
    @MethodSource("io.microexp.internal.engine.Engines#kernelNames")
    void probabilitiesMatchTheDefinition(String kernels) {
        for (boolean batchNorm : new boolean[] {false, true}) {
            Engines.assertMatchesNaive(
                    MicroExpNetFixture.bytes(SEED, batchNorm), kernels, Engines.image(12, 1, 48, 48));
        }
    }
}

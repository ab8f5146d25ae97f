package io.microexp.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.internal.engine.ir.LoweredGraph;
import io.microexp.internal.engine.kernel.Kernel;
import io.microexp.internal.engine.kernel.KernelFactory;
import io.microexp.internal.engine.kernel.Workspace;
import io.microexp.internal.engine.kernel.scalar.ScalarKernelFactory;
import io.microexp.internal.engine.lowering.Lowering;
import io.microexp.internal.engine.onnx.OnnxReader;
import io.microexp.internal.protobuf.ProtobufReader;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The warm-up against a clock that only its kernels advance. */
class WarmUpTest {
    private static final int CHANNELS = 4;
    private static final int LAYERS = 3;
    private static final int RUN = 100;

    /** Runs in which a network's rehearsal, which goes by the real time, ends even on a slow machine. */
    private static final int MOST_RUNS = 100_000_000;

    /** The run after which a pass may first have won a comparison. */
    private static final int FIRST_COMPARISON = WarmUp.FIRST_RUN + WarmUp.COMPARED_RUNS;

    private long now;
    private long layerNanos;
    private int layersRun;
    private final Kernel layer = workspace -> {
        layersRun++;
        now += layerNanos;
    };
    private final WarmUp warmUp = warmUp(layer);

    private WarmUp warmUp(Kernel kernel) {
        return warmUp(kernel, compiled(new OneKernel(kernel)));
    }

    private WarmUp warmUp(Kernel kernel, Rehearsal rehearsal) {
        return new WarmUp(graph(), new OneKernel(kernel), rehearsal) {
            @Override
            long nanoTime() {
                return now;
            }
        };
    }

    /** A rehearsal that finds the kernels compiled. */
    private static Rehearsal compiled(KernelFactory factory) {
        return new Rehearsal(factory) {
            @Override
            boolean afterRun() {
                return true;
            }
        };
    }

    private static byte[] onnx() {
        OnnxBuilder onnx = new OnnxBuilder(1, CHANNELS, 8, 8);
        String x = OnnxBuilder.INPUT;
        for (int i = 0; i < LAYERS; i++) {
            x = onnx.conv(x, CHANNELS, CHANNELS, 1, 1, 1);
        }
        return onnx.bytes(x);
    }

    private static LoweredGraph graph() {
        return Lowering.lower(OnnxReader.read(new ProtobufReader(onnx())));
    }

    /** Reports runs until the warm-up ends, and returns how many. */
    private int runsToEnd() {
        int runs = 1;
        while (!warmUp.afterRun(RUN)) {
            runs++;
            assertThat(runs).as("runs").isLessThan(1_000_000);
        }
        return runs;
    }

    @Test
    @DisplayName("The first runs are left alone")
    void firstRuns() {
        layerNanos = RUN;
        for (int run = 1; run < WarmUp.FIRST_RUN; run++) {
            assertThat(warmUp.afterRun(RUN)).isFalse();
        }
        assertThat(layersRun).isZero();
        warmUp.afterRun(RUN);
        assertThat(layersRun).isPositive();
    }

    @Test
    @DisplayName("No layer runs before the rehearsal has found the kernels compiled")
    void rehearsalFirst() {
        int[] turns = {0};
        WarmUp rehearsed = warmUp(layer, new Rehearsal(new OneKernel(layer)) {
            @Override
            boolean afterRun() {
                now += RUN;
                return ++turns[0] == 3;
            }
        });
        layerNanos = RUN;
        for (int run = 1; run < WarmUp.FIRST_RUN + 2; run++) {
            rehearsed.afterRun(RUN);
        }
        assertThat(turns).containsExactly(2);
        assertThat(layersRun).isZero();
        rehearsed.afterRun(RUN);
        rehearsed.afterRun(RUN);
        assertThat(turns).containsExactly(3);
        assertThat(layersRun).isPositive();
    }

    @Test
    @DisplayName("A long turn of the rehearsal is followed by as many runs without one as take as long")
    void longTurn() {
        int[] turns = {0};
        WarmUp rehearsed = warmUp(layer, new Rehearsal(new OneKernel(layer)) {
            @Override
            boolean afterRun() {
                turns[0]++;
                now += 10 * RUN;
                return false;
            }
        });
        for (int run = 1; run < WarmUp.FIRST_RUN + 20; run++) {
            rehearsed.afterRun(RUN);
        }
        assertThat(turns).containsExactly(2);
    }

    @Test
    @DisplayName("A rehearsal in vain ends the warm-up")
    void rehearsalInVain() {
        WarmUp rehearsed = warmUp(layer, new Rehearsal(new OneKernel(layer)) {
            @Override
            boolean afterRun() {
                return false;
            }

            @Override
            boolean inVain() {
                return true;
            }
        });
        for (int run = 1; run < WarmUp.FIRST_RUN; run++) {
            assertThat(rehearsed.afterRun(RUN)).isFalse();
        }
        assertThat(rehearsed.afterRun(RUN)).isTrue();
        assertThat(rehearsed.faster()).isNull();
        assertThat(layersRun).isZero();
    }

    @Test
    @DisplayName("Layers that are not compiled take as much time as the runs, and one layer at most is begun too much")
    void half() {
        layerNanos = 50 * RUN;
        int runs = 1_000;
        for (int run = 1; run < WarmUp.FIRST_RUN + runs; run++) {
            long before = now;
            warmUp.afterRun(RUN);
            assertThat(now - before).isLessThanOrEqualTo(layerNanos);
        }
        assertThat(now).isBetween((long) RUN * runs, RUN * runs + layerNanos);
    }

    @Test
    @DisplayName("A pass that is faster than the fastest run ends the warm-up with its kernels")
    void faster() {
        layerNanos = RUN / LAYERS;
        assertThat(runsToEnd()).isEqualTo(WarmUp.FIRST_RUN);
        assertThat(layersRun).isEqualTo(LAYERS);
        assertThat(warmUp.faster().kernels()).containsOnly(layer);
        assertThat(warmUp.afterRun(RUN)).as("ends again").isFalse();
    }

    @Test
    @DisplayName("If the machine has slowed down since its fastest run, passes must win two comparisons")
    void slowMachine() {
        layerNanos = RUN / LAYERS;
        warmUp.afterRun(RUN / 2);
        assertThat(1 + runsToEnd()).isEqualTo(FIRST_COMPARISON + WarmUp.COMPARED_RUNS);
        assertThat(warmUp.faster().kernels()).containsOnly(layer);
    }

    @Test
    @DisplayName("The time to beat in a comparison is that of its fastest run, be it the last one")
    void fastestRun() {
        layerNanos = RUN / LAYERS;
        int run = 1;
        while (!warmUp.afterRun(run % WarmUp.COMPARED_RUNS == 0 ? RUN / 2 : RUN)) {
            run++;
        }
        assertThat(warmUp.faster()).isNull();
    }

    @Test
    @DisplayName("The time that counts in a comparison is that of its fastest pass")
    void fastestPass() {
        WarmUp disturbed = warmUp(workspace -> now += layersRun++ / LAYERS % 4 == 0 ? RUN / LAYERS : RUN / 2);
        disturbed.afterRun(RUN / 2);
        for (int run = 1; run < FIRST_COMPARISON + WarmUp.COMPARED_RUNS; run++) {
            disturbed.afterRun(RUN);
        }
        assertThat(disturbed.faster()).isNotNull();
    }

    @Test
    @DisplayName("A comparison that is won by chance is not enough")
    void chance() {
        layerNanos = RUN / LAYERS;
        warmUp.afterRun(RUN / 2);
        for (int run = 2; run < FIRST_COMPARISON; run++) {
            warmUp.afterRun(RUN);
        }
        layerNanos = RUN;
        runsToEnd();
        assertThat(warmUp.faster()).isNull();
    }

    @Test
    @DisplayName("Kernels that are slow at first take over when they are compiled")
    void compiledLater() {
        Kernel improving = workspace -> now += Math.max(1, 10_000 - ++layersRun * 100);
        WarmUp later = warmUp(improving);
        for (int run = 0; run < 10_000; run++) {
            later.afterRun(RUN);
        }
        assertThat(later.faster()).isNotNull();
        assertThat(layersRun).isBetween(100, 100 + 2 * LAYERS);
    }

    @Test
    @DisplayName("Kernels that stay slower are given up")
    void slower() {
        layerNanos = RUN;
        runsToEnd();
        assertThat(warmUp.faster()).isNull();
        assertThat(layersRun).isEqualTo(WarmUp.MOST_PASSES * LAYERS);
        warmUp.afterRun(RUN);
        assertThat(layersRun).isEqualTo(WarmUp.MOST_PASSES * LAYERS);
    }

    @Test
    @DisplayName("An error for want of memory ends the warm-up and spares the caller, whose run is over")
    void noMemory() {
        WarmUp failing = warmUp(workspace -> {
            throw new OutOfMemoryError("of a test");
        });
        for (int run = 1; run < WarmUp.FIRST_RUN; run++) {
            failing.afterRun(RUN);
        }
        assertThat(failing.afterRun(RUN)).isTrue();
        assertThat(failing.faster()).isNull();
    }

    @Test
    @DisplayName("While one run is followed by layers, others are not")
    void oneAtATime() {
        WarmUp[] self = new WarmUp[1];
        self[0] = warmUp(workspace -> {
            now += RUN;
            layersRun++;
            assertThat(self[0].afterRun(1)).isFalse();
        });
        for (int run = 0; run < WarmUp.FIRST_RUN; run++) {
            self[0].afterRun(RUN);
        }
        assertThat(layersRun).isOne();
    }

    @Test
    @DisplayName("A network whose warm-up has ended without faster kernels says that they were not faster")
    void networkKeepsItsKernels() {
        Kernel failing = workspace -> {
            throw new OutOfMemoryError("of a test");
        };
        KernelChoice choice = new KernelChoice(new ScalarKernelFactory(), new OneKernel(failing), "a test");
        Network network = Network.load(new ProtobufReader(onnx()), choice);
        Workspace workspace = network.newWorkspace();
        for (int run = 0; run < WarmUp.FIRST_RUN; run++) {
            network.run(workspace);
        }
        assertThat(network.kernels()).isEqualTo("scalar kernels, as fake kernels were not faster (a test)");
    }

    @Test
    @DisplayName("A network changes its kernels and says so")
    void network() {
        KernelChoice choice = new KernelChoice(new ScalarKernelFactory(), new OneKernel(layer), "a test");
        Network network = Network.load(new ProtobufReader(onnx()), choice);
        Workspace workspace = network.newWorkspace();
        float[] image = new float[CHANNELS * network.height() * network.width()];
        assertThat(network.kernels()).isEqualTo("scalar kernels until fake kernels are compiled (a test)");
        for (int run = 0; run < MOST_RUNS && network.kernels().contains("until"); run++) {
            network.run(image, workspace);
        }
        assertThat(network.kernels()).isEqualTo("fake kernels (a test)");
        int before = layersRun;
        network.run(image, workspace);
        network.run(image, network.newWorkspace());
        assertThat(layersRun).isEqualTo(before + 2 * LAYERS);
    }
}

package io.microexp.internal.engine;

import io.microexp.bench.LayerProblem;
import io.microexp.bench.LayerRun;
import io.microexp.internal.protobuf.ProtobufReader;

/**
 * One layer planned by the engine, between maps in the engine's own layout: what a layer costs inside a network. The
 * input is put into the arena once. An operator that works in place must therefore leave a map that it maps to itself,
 * as {@link LayerProblem} sees to.
 */
final class EngineLayer implements LayerRun {
    private final Plan plan;
    private final float[] arena;
    private final ScratchRows scratch;

    EngineLayer(LayerProblem problem, Kernels kernels) {
        plan = Planner.plan(GraphCompiler.compile(OnnxReader.read(new ProtobufReader(problem.toOnnx()))), kernels);
        arena = plan.newArena();
        scratch = plan.newScratch();
        copy(plan.input(), problem.input(), true);
    }

    @Override
    public void run() {
        plan.run(arena, scratch);
    }

    @Override
    public float[] output() {
        View view = plan.output();
        float[] map = new float[view.pixels() * view.channels()];
        copy(view, map, false);
        return map;
    }

    /** Between the arena (pixels of channels) and ONNX's order (channels of pixels). */
    private void copy(View view, float[] map, boolean intoArena) {
        int at = 0;
        for (int c = 0; c < view.channels(); c++) {
            for (int y = 0; y < view.height(); y++) {
                for (int x = 0; x < view.width(); x++, at++) {
                    int place = view.pixel(y, x) + c;
                    if (intoArena) {
                        arena[place] = map[at];
                    } else {
                        map[at] = arena[place];
                    }
                }
            }
        }
    }

    @Override
    public void close() {}
}

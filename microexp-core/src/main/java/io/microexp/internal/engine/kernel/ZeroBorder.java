package io.microexp.internal.engine.kernel;

import io.microexp.internal.engine.ir.Padding;
import java.util.Arrays;

/** Clears the border around a map. A class, since the first lambda of a process costs it several milliseconds. */
final class ZeroBorder implements Kernel {
    private final View whole;
    private final int firstLine;
    private final int endLine;
    private final int left;
    private final int right;
    private final int line;

    ZeroBorder(View map, Padding padding) {
        this.whole = map.bordered(padding);
        this.firstLine = padding.top();
        this.endLine = padding.top() + map.height();
        this.left = padding.left() * map.pixelStride();
        this.right = padding.right() * map.pixelStride();
        this.line = whole.width() * map.pixelStride();
    }

    @Override
    public void run(Workspace workspace) {
        float[] arena = workspace.arena();
        for (int y = 0; y < whole.height(); y++) {
            int from = whole.line(y);
            if (y >= firstLine && y < endLine) {
                Arrays.fill(arena, from, from + left, 0);
                Arrays.fill(arena, from + line - right, from + line, 0);
            } else {
                Arrays.fill(arena, from, from + line, 0);
            }
        }
    }
}

package io.microexp.internal.engine;

import java.util.List;

/**
 * A checked network of fused operators, in an order in which they can run.
 *
 * @param ops the operators
 * @param input the image
 * @param output the scores
 */
record LoweredGraph(List<Op> ops, Value input, Value output) {
    long multiplyAdds() {
        long sum = 0;
        for (Op op : ops) {
            sum += op.multiplyAdds();
        }
        return sum;
    }
}

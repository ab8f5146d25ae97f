package io.microexp.training.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import java.util.Arrays;

/**
 * The cost of a network, which does not depend on its weights.
 *
 * @param parameters trained parameters: batch-norm's scale and offset, not its statistics
 * @param multiplyAdds multiply-adds per image in convolutions and fully connected layers; one multiply-add is two FLOPs
 */
public record NetworkCost(long parameters, long multiplyAdds) {
    /**
     * Counts a network.
     *
     * @param network initialized with the shape of one image
     */
    public static NetworkCost of(Block network) {
        long parameters = network.getParameters().values().stream()
                .filter(Parameter::requiresGradient)
                .mapToLong(parameter -> parameter.getArray().size())
                .sum();
        return new NetworkCost(parameters, multiplyAddsOf(network));
    }

    private static long multiplyAddsOf(Block block) {
        if (block instanceof Conv2d || block instanceof Linear) {
            Shape[] input = block.describeInput().values().toArray(Shape[]::new);
            long outputs = Arrays.stream(block.getOutputShapes(input))
                    .mapToLong(Shape::size)
                    .sum();
            // a weight's first dimension is the output's channels
            Shape weight = block.getParameters().get("weight").getArray().getShape();
            return outputs * weight.slice(1).size();
        }
        return block.getChildren().values().stream()
                .mapToLong(NetworkCost::multiplyAddsOf)
                .sum();
    }
}

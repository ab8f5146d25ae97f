package io.microexp.training.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;
import java.util.stream.Collectors;

/**
 * The loss of a network with two heads: the sum of one loss on the first columns of targets and logits and of the same
 * loss on the others. A row of targets that are all 0 adds nothing to cross-entropy: a face without usable votes trains
 * the first head alone.
 */
public final class TwoHeadLoss extends Loss {
    private final int firstClasses;
    private final Loss each;

    /**
     * Creates a loss.
     *
     * @param firstClasses columns of the first head
     * @param each the loss of either head
     */
    public TwoHeadLoss(int firstClasses, Loss each) {
        super("TwoHeadLoss");
        this.firstClasses = firstClasses;
        this.each = each;
    }

    /**
     * Computes the loss of a batch.
     *
     * @param labels arrays (N, classes of both heads) as {@code each} takes them
     * @param predictions logits (N, classes of both heads)
     * @return a scalar
     */
    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
        String first = ":, :" + firstClasses;
        String second = ":, " + firstClasses + ":";
        return each.evaluate(columns(labels, first), columns(predictions, first))
                .add(each.evaluate(columns(labels, second), columns(predictions, second)));
    }

    private static NDList columns(NDList arrays, String index) {
        return arrays.stream().map(array -> array.get(index)).collect(Collectors.toCollection(NDList::new));
    }
}

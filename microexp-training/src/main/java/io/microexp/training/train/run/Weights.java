package io.microexp.training.train.run;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.microexp.training.io.SealedFormat;
import io.microexp.training.train.optim.Arrays;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Files of a network's parameters, including batch-norm statistics. They fit every network of the same layers, whatever
 * its strides.
 */
public final class Weights {
    private static final SealedFormat FORMAT =
            new SealedFormat("Weights file", 0x4D585731, "Give weights of the same architecture and number of classes");

    /** Weight and bias of the last fully connected layer. */
    private static final int CLASSIFIER_ARRAYS = 2;

    private Weights() {}

    /**
     * Writes a file completely or not at all.
     *
     * @param file created or replaced
     * @param network initialized
     * @throws IOException if the file cannot be written; it is then as it was
     */
    public static void write(Path file, Block network) throws IOException {
        FORMAT.write(file, out -> ArrayFiles.write(out, arrays(network)));
    }

    /**
     * Reads a file into a network.
     *
     * @param file written by {@link #write}
     * @param network initialized, see {@link TrainingRun#initialize}; its parameters are overwritten
     * @throws io.microexp.DataFormatException if the file is missing, damaged, or of another architecture; the
     *     network's parameters are undefined then
     */
    public static void read(Path file, Block network) {
        FORMAT.read(file, in -> {
            ArrayFiles.read(in, arrays(network));
            return network;
        });
    }

    /**
     * Reads a file into a network. If the network has other classes, its classifier stays as it is.
     *
     * @param file written by {@link #write}
     * @param network initialized, ends in its classifier; its parameters are overwritten
     * @throws io.microexp.DataFormatException if the file is missing, damaged, or of another architecture; the
     *     network's parameters are undefined then
     */
    public static void warmStart(Path file, Block network) {
        FORMAT.read(file, in -> {
            List<NDArray> arrays = arrays(network);
            ArrayFiles.read(in, arrays, arrays.size() - CLASSIFIER_ARRAYS);
            return network;
        });
    }

    /**
     * Returns how many classes the classifier of a file has, of both heads if there are two.
     *
     * @param file written by {@link #write}
     * @throws io.microexp.DataFormatException if the file is missing or damaged
     */
    public static int classes(Path file) {
        return FORMAT.read(file, ArrayFiles::lastLength);
    }

    /**
     * Cuts one head out of a network with several: all layers but the classifier are copied, and some rows of that.
     *
     * @param network initialized, ends in a fully connected classifier
     * @param head receives the parameters: initialized, of the same architecture, with as many classes as rows are cut
     * @param firstRow of the classifier of {@code network}
     */
    public static void cut(Block network, Block head, int firstRow) {
        List<NDArray> from = arrays(network);
        List<NDArray> to = arrays(head);
        for (int i = 0; i < to.size(); i++) {
            float[] values = from.get(i).toFloatArray();
            if (i >= to.size() - CLASSIFIER_ARRAYS) {
                int row = Math.toIntExact(
                        from.get(i).size() / from.get(i).getShape().get(0));
                int start = firstRow * row;
                values = java.util.Arrays.copyOfRange(
                        values, start, start + Math.toIntExact(to.get(i).size()));
            }
            Arrays.assign(to.get(i), values);
        }
    }

    /**
     * Overwrites one parameter.
     *
     * @param parameter initialized
     * @param values as many as it has, row-major; copied
     */
    public static void assign(Parameter parameter, float[] values) {
        Arrays.assign(parameter.getArray(), values);
    }

    static List<NDArray> arrays(Block network) {
        return network.getParameters().values().stream()
                .map(Parameter::getArray)
                .toList();
    }
}

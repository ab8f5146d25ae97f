package io.microexp.training.train;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.microexp.training.io.SealedFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Files of a network's parameters, batch-norm statistics included. They fit every network of the same layers, whatever
 * its strides.
 *
 * <p>Thread safety: stateless; the network is the caller's.
 */
public final class Weights {
    private static final SealedFormat FORMAT =
            new SealedFormat("Weights file", 0x4D585731, "Give weights of the same architecture and number of classes");

    /** Weight and bias of the last fully connected layer. */
    private static final int CLASSIFIER_ARRAYS = 2;

    private Weights() {}

    /**
     * Writes a file whole or not at all.
     *
     * @param file created or replaced
     * @param network initialised
     * @throws IOException if the file cannot be written; it is then as it was
     */
    public static void write(Path file, Block network) throws IOException {
        FORMAT.write(file, out -> ArrayFiles.write(out, arrays(network)));
    }

    /**
     * Reads a file into a network.
     *
     * @param file written by {@link #write}
     * @param network initialised, see {@link TrainingRun#initialize}; its parameters are overwritten
     * @throws io.microexp.DataFormatException if the file is missing, damaged, or of another architecture; the network
     *     is of no use then
     */
    public static void read(Path file, Block network) {
        FORMAT.read(file, in -> {
            ArrayFiles.read(in, arrays(network));
            return network;
        });
    }

    /**
     * Reads a file into a network that may have other classes: its classifier then stays as it is.
     *
     * @param file written by {@link #write}
     * @param network initialised, ends in its classifier; its parameters are overwritten
     * @throws io.microexp.DataFormatException if the file is missing, damaged, or of another architecture; the network
     *     is of no use then
     */
    public static void warmStart(Path file, Block network) {
        FORMAT.read(file, in -> {
            List<NDArray> arrays = arrays(network);
            ArrayFiles.read(in, arrays, arrays.size() - CLASSIFIER_ARRAYS);
            return network;
        });
    }

    /**
     * Overwrites one parameter.
     *
     * @param parameter initialised
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

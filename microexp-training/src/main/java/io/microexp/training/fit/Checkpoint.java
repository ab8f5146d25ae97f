package io.microexp.training.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.microexp.DataFormatException;
import io.microexp.training.io.AtomicFiles;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A run after an epoch: configuration, log, weights, optimiser and averaged weights in one file that is written whole
 * or not at all. Random state needs no place: every epoch is reseeded from the seed and its number.
 *
 * <p>Thread safety: none.
 */
final class Checkpoint {
    private static final int MAGIC = 0x4D584350;
    private static final int VERSION = 1;

    private Checkpoint() {}

    static void write(Path file, TrainingConfig config, List<EpochMetrics> log, TrainingState state)
            throws IOException {
        AtomicFiles.write(file, path -> {
            try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(path)))) {
                out.writeInt(MAGIC);
                out.writeInt(VERSION);
                out.writeUTF(config.toString());
                out.writeInt(log.size());
                for (EpochMetrics epoch : log) {
                    writeEpoch(out, epoch);
                }
                out.writeLong(state.optimizer().steps());
                ArrayFiles.write(out, state.arrays());
            }
        });
    }

    /** Restores the state and returns the log. */
    static List<EpochMetrics> read(Path file, TrainingConfig config, TrainingState state) {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            if (in.readInt() != MAGIC || in.readInt() != VERSION) {
                throw new IOException("not a checkpoint of format " + VERSION);
            }
            String written = in.readUTF();
            if (!written.equals(config.toString())) {
                throw new IOException("expected a run of " + config + ", found one of " + written);
            }
            int epochs = in.readInt();
            List<EpochMetrics> log = new ArrayList<>();
            for (int i = 0; i < epochs; i++) {
                log.add(readEpoch(in));
            }
            state.optimizer().restoreSteps(in.readLong());
            ArrayFiles.read(in, state.arrays());
            return log;
        } catch (IOException e) {
            throw new DataFormatException(
                    "Checkpoint " + file + " cannot be resumed: " + e.getMessage()
                            + ". Give the run's own settings, or another folder for a new run",
                    e);
        }
    }

    /** Writes the parameters of a network, batch-norm statistics included. */
    static void writeWeights(Path file, Block network) throws IOException {
        AtomicFiles.write(file, path -> {
            try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(path)))) {
                ArrayFiles.write(out, arrays(network));
            }
        });
    }

    /** Reads the parameters of a network of the same architecture. */
    static void readWeights(Path file, Block network) {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            ArrayFiles.read(in, arrays(network));
        } catch (IOException e) {
            throw new DataFormatException(
                    "Weights " + file + " do not fit this network: " + e.getMessage()
                            + ". Give weights of the same architecture and number of classes",
                    e);
        }
    }

    static List<NDArray> arrays(Block network) {
        return network.getParameters().values().stream()
                .map(Parameter::getArray)
                .toList();
    }

    private static void writeEpoch(DataOutputStream out, EpochMetrics epoch) throws IOException {
        out.writeInt(epoch.epoch());
        out.writeFloat(epoch.learningRate());
        out.writeDouble(epoch.trainLoss());
        out.writeDouble(epoch.trainAccuracy());
        out.writeDouble(epoch.validLoss());
        out.writeDouble(epoch.validAccuracy());
        out.writeDouble(epoch.imagesPerSecond());
        out.writeDouble(epoch.seconds());
    }

    private static EpochMetrics readEpoch(DataInputStream in) throws IOException {
        return new EpochMetrics(
                in.readInt(),
                in.readFloat(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble(),
                in.readDouble());
    }
}

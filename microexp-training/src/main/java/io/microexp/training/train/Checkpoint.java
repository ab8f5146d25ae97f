package io.microexp.training.train;

import io.microexp.training.io.SealedFormat;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A run after an epoch: what it is a run of, its log, weights, optimiser and averaged weights in one file. Random state
 * needs no place: every epoch is reseeded from the seed and its number.
 *
 * <p>Thread safety: none.
 */
final class Checkpoint {
    private static final SealedFormat FORMAT = new SealedFormat(
            "Checkpoint", 0x4D584333, "Resume with the run's own settings, or give another folder for a new run");

    private Checkpoint() {}

    /** Writes a file whole or not at all. */
    static void write(Path file, String run, List<EpochMetrics> log, TrainingState state) throws IOException {
        FORMAT.write(file, out -> {
            out.writeUTF(run);
            out.writeInt(log.size());
            for (EpochMetrics epoch : log) {
                writeEpoch(out, epoch);
            }
            out.writeLong(state.optimizer().steps());
            ArrayFiles.write(out, state.arrays());
        });
    }

    /**
     * Restores the state and returns the log.
     *
     * @throws io.microexp.DataFormatException if the file is damaged or of another run; the state is of no use then
     */
    static List<EpochMetrics> read(Path file, String run, TrainingState state) {
        return FORMAT.read(file, in -> {
            String written = in.readUTF();
            if (!written.equals(run)) {
                throw new IOException("expected a run of " + run + ", found one of " + written);
            }
            int epochs = in.readInt();
            List<EpochMetrics> log = new ArrayList<>();
            for (int i = 0; i < epochs; i++) {
                log.add(readEpoch(in));
            }
            state.optimizer().restoreSteps(in.readLong());
            ArrayFiles.read(in, state.arrays());
            return log;
        });
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
        out.writeDouble(epoch.validMajority());
        out.writeDouble(epoch.validPlurality());
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
                in.readDouble(),
                in.readDouble(),
                in.readDouble());
    }
}

package io.microexp.training.train.run;

import io.microexp.training.eval.PairedGain;
import io.microexp.training.io.SealedFormat;
import io.microexp.training.train.EpochMetrics;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A run after an epoch: its identity, log, weights, optimizer state and averaged weights in one file. It holds no
 * random state, since every epoch is reseeded from the seed and its number.
 */
final class Checkpoint {
    private static final SealedFormat FORMAT = new SealedFormat(
            "Checkpoint", 0x4D584335, "Remove the folder and start again, or give another folder for a new run");

    private Checkpoint() {}

    /** Writes a file completely or not at all. */
    static void write(Path file, RunIdentity run, List<EpochMetrics> log, Trainer trainer) throws IOException {
        FORMAT.write(file, out -> {
            out.writeUTF(run.toJson());
            out.writeInt(log.size());
            for (EpochMetrics epoch : log) {
                writeEpoch(out, epoch);
            }
            out.writeLong(trainer.steps());
            ArrayFiles.write(out, trainer.arrays());
        });
    }

    /**
     * Restores the trainer and returns the log.
     *
     * @throws io.microexp.DataFormatException if the file is damaged or of another run; the trainer's state is
     *     undefined then
     */
    static List<EpochMetrics> read(Path file, RunIdentity run, Trainer trainer) {
        return FORMAT.read(file, in -> {
            run.requireSame("Checkpoint " + file, RunIdentity.fromJson(in.readUTF()));
            int epochs = in.readInt();
            List<EpochMetrics> log = new ArrayList<>();
            for (int i = 0; i < epochs; i++) {
                log.add(readEpoch(in));
            }
            trainer.restoreSteps(in.readLong());
            ArrayFiles.read(in, trainer.arrays());
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
        out.writeInt(epoch.overStart().gained());
        out.writeInt(epoch.overStart().lost());
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
                in.readDouble(),
                new PairedGain(in.readInt(), in.readInt()));
    }
}

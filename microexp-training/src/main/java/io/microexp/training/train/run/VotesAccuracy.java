package io.microexp.training.train.run;

import io.microexp.training.augment.Batch;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.FerPlusProtocol;
import io.microexp.training.data.FerPlusVotes;
import io.microexp.training.eval.Logits;

/** The accuracy of the second head under a FER+ protocol. */
final class VotesAccuracy {
    private final FaceDataset faces;
    private final FerPlusProtocol protocol;
    private int correct;
    private int counted;

    VotesAccuracy(FaceDataset faces, FerPlusProtocol protocol) {
        this.faces = faces;
        this.protocol = protocol;
    }

    /**
     * Adds a batch.
     *
     * @param logits (images, classes of both heads)
     */
    void add(Batch batch, float[] logits) {
        int width = logits.length / batch.size();
        int first = faces.labels().size();
        for (int i = 0; i < batch.size(); i++) {
            int label = protocol.label(faces.votes(batch.indices()[i]));
            if (label != FerPlusVotes.NO_LABEL) {
                counted++;
                correct += Logits.argmax(logits, i * width + first, width - first) == label ? 1 : 0;
            }
        }
    }

    /** Returns the accuracy, NaN if no face counts. */
    double value() {
        return (double) correct / counted;
    }
}

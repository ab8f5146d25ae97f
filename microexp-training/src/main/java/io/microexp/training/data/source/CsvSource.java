package io.microexp.training.data.source;

import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.Fer2013;
import io.microexp.training.data.FerPlus;
import io.microexp.training.data.FerPlusProtocol;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** FER2013's csv file, with or without the votes of FER+. */
final class CsvSource implements FaceSource {
    private final Path csv;
    private final Optional<Path> votes;
    private final FerPlusProtocol protocol;
    private List<String> splits;

    CsvSource(Path csv, Optional<Path> votes, FerPlusProtocol protocol) {
        this.csv = csv;
        this.votes = votes;
        this.protocol = protocol;
    }

    @Override
    public List<Emotion> labels() {
        return votes.isPresent() ? Emotion.FERPLUS : Emotion.FER2013;
    }

    @Override
    public List<String> splits() {
        if (splits == null) {
            splits = Fer2013.usages(csv);
        }
        return splits;
    }

    @Override
    public FaceDataset read(String split, Preprocessing preprocessing) {
        return votes.map(file -> FerPlus.readHard(csv, file, split, protocol))
                .orElseGet(() -> Fer2013.read(csv, split));
    }

    @Override
    public FaceDataset readTraining(String split, Preprocessing preprocessing) {
        return votes.map(file -> FerPlus.readSoft(csv, file, split, true)).orElseGet(() -> Fer2013.read(csv, split));
    }

    @Override
    public FaceSource withVotes() {
        Path file = votes.orElseThrow(() -> new IllegalArgumentException("Expected the votes of fer2013new.csv beside "
                + csv + " for two heads, found none. Give them, or train one" + " head"));
        return new FaceSource() {
            @Override
            public List<Emotion> labels() {
                return Emotion.FER2013;
            }

            @Override
            public List<String> splits() {
                return CsvSource.this.splits();
            }

            @Override
            public FaceDataset read(String split, Preprocessing preprocessing) {
                return FerPlus.withVotes(Fer2013.read(csv, split), file);
            }
        };
    }
}

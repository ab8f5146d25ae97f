package io.microexp.training.data.source;

import io.microexp.DataFormatException;
import io.microexp.Emotion;
import io.microexp.model.Preprocessing;
import io.microexp.training.data.AffectNet;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.FaceFiles;
import io.microexp.training.data.ImageFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A folder of images, see {@link ImageFolder}, or of AffectNet's, see {@link AffectNet}. */
final class FolderSource implements FaceSource {
    /** The name of the one split of a folder that holds the classes themselves. */
    static final String ALL = "all";

    private static final String ANNOTATIONS = "annotations";

    private final Path root;
    private final List<String> splits;
    private final List<Emotion> labels;
    private final List<String> notes = new ArrayList<>();

    FolderSource(Path root) {
        this.root = root;
        List<Path> folders =
                FaceFiles.list(root).stream().filter(Files::isDirectory).toList();
        boolean flat =
                folders.stream().anyMatch(folder -> ImageFolder.emotion(folder).isPresent() || holdsImages(folder));
        this.splits = flat
                ? List.of(ALL)
                : folders.stream()
                        .map(folder -> folder.getFileName().toString())
                        .toList();
        if (splits.isEmpty()) {
            throw new DataFormatException(root + ": expected images as SPLIT/CLASS/*.png or CLASS/*.png, or AffectNet's"
                    + " SPLIT/images and SPLIT/annotations; found no folder in it");
        }
        this.labels = splits.stream().anyMatch(this::isAffectNet) ? Emotion.FERPLUS : classes();
    }

    private static boolean holdsImages(Path folder) {
        return FaceFiles.list(folder).stream().anyMatch(FaceFiles::isImage);
    }

    private List<Emotion> classes() {
        Set<Emotion> found = EnumSet.noneOf(Emotion.class);
        for (String split : splits) {
            FaceFiles.list(folder(split)).stream()
                    .filter(Files::isDirectory)
                    .forEach(folder -> found.add(ImageFolder.requireEmotion(folder)));
        }
        return Emotion.FERPLUS.stream().filter(found::contains).toList();
    }

    private Path folder(String split) {
        return split.equals(ALL) && splits.equals(List.of(ALL)) ? root : root.resolve(split);
    }

    private boolean isAffectNet(String split) {
        return Files.isDirectory(folder(split).resolve(ANNOTATIONS));
    }

    @Override
    public List<Emotion> labels() {
        return labels;
    }

    @Override
    public List<String> splits() {
        return splits;
    }

    @Override
    public Optional<String> trainingSplit() {
        return splits.equals(List.of(ALL)) ? Optional.of(ALL) : FaceSource.super.trainingSplit();
    }

    @Override
    public FaceDataset read(String split, Preprocessing preprocessing) {
        if (!splits.contains(split)) {
            throw new DataFormatException(root + ": expected a split \"" + split + "\", found only " + splits);
        }
        return isAffectNet(split)
                ? AffectNet.readFolder(folder(split), preprocessing)
                : ImageFolder.read(folder(split), split, labels, preprocessing, notes::add);
    }

    @Override
    public List<String> notes() {
        return List.copyOf(notes);
    }
}

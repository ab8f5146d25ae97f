package io.microexp.training.cli;

import static io.microexp.testing.Tolerances.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import io.microexp.Emotion;
import io.microexp.training.data.FaceDataset;
import io.microexp.training.data.Fold;
import io.microexp.training.data.SyntheticFaces;
import io.microexp.training.distill.SoftTargets;
import io.microexp.training.testing.TestNetworks;
import io.microexp.training.train.RunFolder;
import io.microexp.training.train.TrainingRun;
import io.microexp.training.train.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoftTargetsCommandTest {
    /** Logits are kept in steps of 1/256; the loss has a slope of T²·α = 11 on them, and steps add up. */
    private static final double RECORDED = 0.02;

    /** A logit next to a boundary may be kept a step of 1/256 away, since batches of other faces round otherwise. */
    private static final float ONE_STEP = 1.5f / 256;

    private static final int TRAIN_LOSS_COLUMN = 2;

    /** The faces that every command here learns from. */
    private static final FaceDataset SYNTHETIC = SyntheticFaces.generate("synthetic", Emotion.FER2013, 70, 48, 7);

    @TempDir
    Path folder;

    @BeforeEach
    void aTeacher() {
        train("teacher", "--epochs", "1").succeeds();
    }

    @Test
    void aStudentLearnsFromThemAsFromTheTeacher() throws IOException {
        softTargets(2).succeeds();

        student("heard", "--teacher", folder.resolve("teacher")).succeeds();
        student("read", "--soft-targets", folder.resolve("soft")).succeeds();

        List<Double> heard = losses("heard");
        List<Double> read = losses("read");
        assertThat(heard).hasSize(2);
        for (int epoch = 0; epoch < 2; epoch++) {
            assertThat(read.get(epoch)).isCloseTo(heard.get(epoch), within(RECORDED));
        }
    }

    @Test
    void viewsThatAreWrittenAreNotWrittenAgain() throws IOException {
        softTargets(2).succeeds();
        byte[] second = Files.readAllBytes(view(2));
        Files.delete(view(2));
        Files.write(view(1), new byte[] {1});

        softTargets(2).succeeds();

        assertThat(view(2)).hasBinaryContent(second);
        assertThat(view(1)).hasBinaryContent(new byte[] {1});
    }

    @Test
    void aStudentOfOtherVariationsHearsWhatWasSaidOnAverage() {
        softTargets(1).succeeds();

        student("run", "--soft-targets", folder.resolve("soft"), "--erasing", "0.9")
                .succeeds();
    }

    @Test
    void aMissingViewIsNamed() throws IOException {
        softTargets(2).succeeds();
        Files.delete(view(2));

        student("run", "--soft-targets", folder.resolve("soft")).failsWith("view-002.logits", "soft-targets");
    }

    @Test
    void aDamagedViewIsRefused() throws IOException {
        softTargets(1).succeeds();
        byte[] bytes = Files.readAllBytes(view(1));
        Files.write(view(1), Arrays.copyOf(bytes, bytes.length / 2));

        student("run", "--soft-targets", folder.resolve("soft")).failsWith("view-001.logits", "damaged");
    }

    @Test
    void anotherTeacherDoesNotWriteIntoTheFolder() throws IOException {
        softTargets(1).succeeds();
        byte[] before = Files.readAllBytes(folder.resolve("soft/soft-targets.json"));

        softTargets(2).failsWith("Soft targets", "views=2", "views=1", "another folder");

        assertThat(folder.resolve("soft/soft-targets.json")).hasBinaryContent(before);
    }

    /** Of a teacher and its own record the mean says what each says. */
    @Test
    void aRecordAndATeacherMakeAnEnsemble() throws IOException {
        softTargets(2).succeeds();

        student("heard", "--teacher", folder.resolve("teacher")).succeeds();
        student("both", "--soft-targets", folder.resolve("soft"), "--teacher", folder.resolve("teacher"))
                .succeeds();

        assertThat(losses("both").get(0)).isCloseTo(losses("heard").get(0), within(RECORDED));
    }

    @Test
    void theMeanWithTheMirrorImageIsRecordedOnRequest() throws IOException {
        softTargets(1).succeeds();
        byte[] alone = Files.readAllBytes(view(1));
        softTargets(1, "--mirrored").failsWith("Soft targets", "another folder");
        Files.delete(view(1));
        Files.delete(folder.resolve("soft/soft-targets.json"));

        softTargets(1, "--mirrored").succeeds();

        assertThat(Files.readAllBytes(view(1))).isNotEqualTo(alone);
    }

    @Test
    void crossFittedEachTeacherAnswersItsOwnPartOfTheFaces() throws IOException {
        Path first = clearTeacher("first", 1);
        Path second = clearTeacher("second", 2);

        record("crossed", "--teacher", first, "--teacher", second, "--cross-fit")
                .succeeds();

        record("by-first", "--teacher", first).succeeds();
        record("by-second", "--teacher", second).succeeds();
        int[] firstPart = new Fold(1, 2).faces(SYNTHETIC);
        assertThat(firstPart).hasSizeBetween(1, SYNTHETIC.size() - 1);
        for (int face = 0; face < SYNTHETIC.size(); face++) {
            boolean byFirst = Arrays.binarySearch(firstPart, face) >= 0;
            float[] crossed = answers("crossed", face);
            assertClose(crossed, answers(byFirst ? "by-first" : "by-second", face), ONE_STEP);
            assertThat(Arrays.equals(crossed, answers(byFirst ? "by-second" : "by-first", face)))
                    .isFalse();
        }
    }

    @Test
    void crossFittingNeedsTwoTeachersOrMore() {
        softTargets(1, "--cross-fit").failsWith("at least two --teacher", "found 1");
    }

    @Test
    void aRunThatLeftOutOtherFacesIsNotGoneOnWith() throws IOException {
        train("first", "--epochs", "1", "--leave-out", "1/7").succeeds();
        byte[] before = Files.readAllBytes(folder.resolve("first/run.json"));

        train("first", "--epochs", "1", "--leave-out", "2/7")
                .failsWith("synthetic without 2/7", "synthetic without 1/7", "another folder");
        train("first", "--epochs", "1").failsWith("learns from synthetic, found", "synthetic without 1/7");

        assertThat(folder.resolve("first/run.json")).hasBinaryContent(before);
    }

    @Test
    void aPartThatDoesNotExistIsNamed() {
        for (String part : List.of("3/2", "0/2", "1/1", "-1/2", "half", "1/2/3", "1/two", "1/99999999999")) {
            train("run", "--epochs", "1", "--leave-out", part).isWrongUsage("--leave-out", "1/2", "found " + part);
        }
    }

    @Test
    void whatSpeaksOfAllFacesInOrderIsRefusedWhereSomeAreLeftOut() {
        train("run", "--leave-out", "1/2", "--soft-targets", "soft").failsWith("--leave-out without --soft-targets");
        train("run", "--leave-out", "1/2", "--teacher", "fer2013new.csv").failsWith("--leave-out", "votes");

        assertThat(folder.resolve("run")).doesNotExist();
    }

    private CommandRun record(String out, Object... teachers) {
        List<Object> args = new ArrayList<>(List.of("soft-targets", "--synthetic", "70", "--seed", "7", "--views", 1));
        args.addAll(List.of(teachers));
        args.addAll(List.of("--out", folder.resolve(out)));
        return CommandRun.of(args.toArray());
    }

    /* A run whose network tells faces apart, as one of a few steps does not. */
    private Path clearTeacher(String run, long seed) throws IOException {
        train(run, "--epochs", "1").succeeds();
        Path place = folder.resolve(run);
        try (NDManager manager = NDManager.newBaseManager()) {
            Block network = TestNetworks.of(RunFolder.read(place).network(), seed, manager);
            Weights.write(place.resolve(TrainingRun.BEST_FILE), network);
        }
        return place;
    }

    private float[] answers(String record, int face) {
        int classes = SYNTHETIC.labels().size();
        float[] logits = SoftTargets.open(folder.resolve(record)).read(1);
        return Arrays.copyOfRange(logits, face * classes, (face + 1) * classes);
    }

    private Path view(int number) {
        return folder.resolve("soft/view-00" + number + ".logits");
    }

    private List<Double> losses(String run) throws IOException {
        return Files.readAllLines(folder.resolve(run).resolve("metrics.csv")).stream()
                .skip(1)
                .map(line -> Double.valueOf(line.split(",")[TRAIN_LOSS_COLUMN]))
                .toList();
    }

    private CommandRun softTargets(int views, Object... more) {
        List<Object> args = new ArrayList<>(List.of("soft-targets", "--synthetic", "70", "--seed", "7"));
        args.addAll(List.of("--teacher", folder.resolve("teacher"), "--views", views));
        args.addAll(List.of("--out", folder.resolve("soft")));
        args.addAll(List.of(more));
        return CommandRun.of(args.toArray());
    }

    private CommandRun student(String run, Object... more) {
        List<Object> args = new ArrayList<>(List.of("--epochs", "2", "--alpha", "0.7"));
        args.addAll(List.of(more));
        return train(run, args.toArray());
    }

    private CommandRun train(String run, Object... more) {
        List<Object> args = new ArrayList<>(List.of("train", "--synthetic", "70", "--preset", "STRONG"));
        args.addAll(List.of("--strides", "2,2,2,2,2", "--batch", "35", "--mixup", "0", "--warmup", "0"));
        if (!Arrays.asList(more).contains("--seed")) {
            args.addAll(List.of("--seed", "7"));
        }
        args.addAll(List.of("--out", folder.resolve(run)));
        args.addAll(List.of(more));
        return CommandRun.of(args.toArray());
    }
}

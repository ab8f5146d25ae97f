package io.microexp.training.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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

    private static final int TRAIN_LOSS_COLUMN = 2;

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
    void aStudentOfOtherVariationsGetsTheMeanPrediction() {
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
        List<Object> args = new ArrayList<>(List.of("train", "--synthetic", "70", "--preset", "STRONG", "--seed", "7"));
        args.addAll(List.of("--strides", "2,2,2,2,2", "--batch", "35", "--mixup", "0", "--warmup", "0"));
        args.addAll(List.of("--out", folder.resolve(run)));
        args.addAll(List.of(more));
        return CommandRun.of(args.toArray());
    }
}

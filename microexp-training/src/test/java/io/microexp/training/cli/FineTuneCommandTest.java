package io.microexp.training.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.model.EmotionModel;
import io.microexp.training.network.NetworkSpec.Architecture;
import io.microexp.training.network.Strides;
import io.microexp.training.testing.RandomFaceRes;
import io.microexp.training.train.run.RunFolder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train --pretrained}: from weights of others to a teacher, and from the teacher to a student. */
class FineTuneCommandTest {
    @TempDir
    private Path folder;

    @Test
    void aTeacherIsFineTunedAndTeaches() throws Exception {
        Path weights = new RandomFaceRes(11).write(folder);
        Path teacher = folder.resolve("teacher");
        train("--out", teacher, "--architecture", "MOBILENETV1", "--pretrained", weights, "--enlargement", 3)
                .succeeds();
        assertThat(RunFolder.open(teacher).network().enlargement()).isEqualTo(3);
        assertThat(RunFolder.open(teacher).network().architecture()).isEqualTo(Architecture.MOBILENETV1);
        assertThat(RunFolder.open(teacher).network().strides())
                .as("its default")
                .isEqualTo(Strides.LITERAL);
        assertThat(RunFolder.open(teacher).provenance().command()).contains("--pretrained faceres.json");

        Path student = folder.resolve("student");
        train("--out", student, "--strides", "2,2,2,2,2", "--teacher", teacher, "--alpha", 0.7)
                .succeeds();
        assertThat(student.resolve("best.weights")).exists();
    }

    private static CommandRun train(Object... options) {
        Object[] args = new Object[options.length + 7];
        Object[] common = {"train", "--synthetic", 14, "--batch", 7, "--epochs", 1};
        System.arraycopy(common, 0, args, 0, common.length);
        System.arraycopy(options, 0, args, common.length, options.length);
        return CommandRun.of(args);
    }

    @Test
    void theStudentDoesNotStartFromThem() throws Exception {
        train("--out", folder.resolve("run"), "--pretrained", new RandomFaceRes(11).write(folder))
                .failsWith("Expected --architecture MOBILENETV1", "found MICROEXPNET");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void aResNet50DoesNotStartFromAnotherNetworksFile() throws Exception {
        Path weights = new RandomFaceRes(11).write(folder);
        train("--out", folder.resolve("run"), "--architecture", "RESNET50", "--pretrained", weights)
                .failsWith("Weights", "faceres.json", "expected an ONNX file");
    }

    @Test
    void theStudentDoesNotEnlargeFaces() {
        train("--out", folder.resolve("run"), "--enlargement", 3)
                .failsWith("Expected --architecture MOBILENETV1 with --enlargement", "found MICROEXPNET");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void aBundledModelIsFineTuned() {
        Path run = folder.resolve("run");

        CommandRun tuned = train("--out", run, "--preset", "FINE_TUNE", "--init", "bundled");

        assertThat(tuned.succeeds().out()).contains("started from bundled: the same network and classes");
        assertThat(RunFolder.open(run).network().strides().toString()).isEqualTo("1,1,2,2,2");
        assertThat(RunFolder.open(run).identity().initialWeights()).contains("sha256");
        train("--out", run, "--preset", "FINE_TUNE", "--init", "bundled:ferplus")
                .failsWith("initialWeights: expected");
        train("--out", folder.resolve("other"), "--init", "bundled:typo").failsWith("typo");
    }

    /** At this rate no face changes its class. */
    @Test
    void aStartThatIsKeptKeepsItsTemperature() {
        Path run = folder.resolve("run");
        Path file = folder.resolve("own.onnx");
        EmotionModel start = EmotionModel.bundled();

        CommandRun tuned = train("--out", run, "--preset", "FINE_TUNE", "--init", "bundled", "--learning-rate", 1e-9);

        assertThat(tuned.succeeds().out())
                .contains("no epoch beat the start clearly", "the start is kept", "best epoch 0 of 1");
        CommandRun exported = CommandRun.of("export", "--run", run, "--synthetic", 14, "--out", file);
        assertThat(exported.succeeds().out()).contains("kept the start's temperature");
        EmotionModel model = EmotionModel.read(file);
        assertThat(model.metadata().temperature()).isEqualTo(start.metadata().temperature());
        assertThat(model.metadata().provenance()).contains("\"keptFrom\":\"fer2013", start.sha256());
    }

    @Test
    void anEpochThatReplacedTheStartIsCalibrated() {
        Path run = folder.resolve("run");
        Path file = folder.resolve("own.onnx");

        CommandRun tuned = train("--out", run, "--preset", "FINE_TUNE", "--init", "bundled", "--best-by", "LAST");

        assertThat(tuned.succeeds().out()).contains("epoch 1 replaced the start", "best epoch 1 of 1");
        CommandRun exported = CommandRun.of("export", "--run", run, "--synthetic", 14, "--out", file);
        assertThat(exported.succeeds().out()).doesNotContain("kept the start's temperature");
        EmotionModel model = EmotionModel.read(file);
        assertThat(model.metadata().isCalibrated()).isTrue();
        assertThat(model.metadata().temperature())
                .isNotEqualTo(EmotionModel.bundled().metadata().temperature());
        assertThat(model.metadata().provenance())
                .contains("\"calibration\":{\"split\"")
                .doesNotContain("keptFrom");
    }

    @Test
    void anExportedModelIsTheStartOfOthersOfItsClasses() {
        Path teacher = folder.resolve("teacher");
        Path model = folder.resolve("teacher.onnx");
        train("--out", teacher, "--strides", "2,2,2,2,2").succeeds();
        CommandRun.of("export", "--run", teacher, "--out", model).succeeds();

        CommandRun started = train("--out", folder.resolve("run"), "--init", model, "--strides", "2,1,2,2,2");

        assertThat(started.succeeds().out()).contains("strides 2,1,2,2,2 instead of 2,2,2,2,2");
        Path weights = teacher.resolve("best.weights");
        assertThat(train("--out", folder.resolve("warm"), "--init", weights, "--strides", "2,2,2,2,2")
                        .succeeds()
                        .out())
                .contains("started from " + weights + ": with its classifier of 7 classes");
    }

    @Test
    void twoStartsAreOneTooMany() {
        train("--out", folder.resolve("run"), "--pretrained", "faceres.json", "--init", "best.weights")
                .failsWith("--init or --pretrained", "found both");
    }

    @Test
    void aTeacherIsExportedWithItsEnlargement() throws Exception {
        Path teacher = folder.resolve("teacher");
        Path model = folder.resolve("teacher.onnx");
        train("--out", teacher, "--architecture", "MOBILENETV1", "--enlargement", 3)
                .succeeds();
        CommandRun.of("export", "--run", teacher, "--out", model).succeeds();
        assertThat(EmotionModel.read(model).metadata().provenance()).contains("\"enlargement\":3");
    }
}

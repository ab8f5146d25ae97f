package io.microexp.training.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.training.cli.Main;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which commands run in a process of their own, and that its exit code is theirs. */
@Timeout(120)
class LauncherTest {
    @Test
    void longCommandsOfPyTorchAreStartedAnew() {
        assertThat(Launcher.applies(words("train --out run"), Map.of())).isTrue();
        assertThat(Launcher.applies(words("soft-targets --out soft"), Map.of("OMP_WAIT_POLICY", "active")))
                .isTrue();
        assertThat(Launcher.applies(words("ablate --out table"), Map.of())).isTrue();
        assertThat(Launcher.applies(words("train-head --out own.onnx"), Map.of()))
                .isTrue();
        assertThat(Launcher.applies(words("recipe run two-heads.yaml"), Map.of()))
                .isTrue();
        assertThat(Launcher.applies(words("export --run run"), Map.of())).isTrue();
        assertThat(Launcher.applies(words("quantize --out int8.onnx"), Map.of()))
                .isTrue();
    }

    @Test
    void othersAndThoseInTheRightEnvironmentAreNot() {
        assertThat(Launcher.applies(words("evaluate --model bundled"), Map.of()))
                .isFalse();
        assertThat(Launcher.applies(words("train --help"), Map.of())).isFalse();
        assertThat(Launcher.applies(words("train"), Map.of())).isFalse();
        assertThat(Launcher.applies(new String[0], Map.of())).isFalse();
        assertThat(Launcher.applies(words("train --out run"), Map.of(Launcher.LAUNCHED, "1")))
                .isFalse();
        assertThat(Launcher.applies(words("train --out run"), new HashMap<>(Launcher.ENVIRONMENT)))
                .isFalse();
    }

    @Test
    void theExitCodeIsThatOfTheCommand() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "train",
                        "--nonsense")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isEqualTo(2);
        assertThat(output.lines().filter(line -> line.equals("Try: microexp-train train --help")))
                .hasSize(1);
    }

    private static String[] words(String line) {
        return List.of(line.split(" ")).toArray(String[]::new);
    }
}

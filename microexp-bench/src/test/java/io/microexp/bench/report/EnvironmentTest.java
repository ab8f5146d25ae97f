package io.microexp.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentTest {
    @TempDir
    private Path root;

    @Test
    void aBoardTellsItsNameClockAndHottestSensor() throws IOException {
        file("sys/firmware/devicetree/base/model", "Raspberry Pi 4 Model B Rev 1.4\0");
        file("proc/cpuinfo", "processor\t: 0\nCPU part\t: 0xd08\n");
        file("proc/meminfo", "MemTotal:        3884164 kB\n");
        file("proc/loadavg", "0.25 0.20 0.10 1/100 1234\n");
        file("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "ondemand\n");
        file("sys/class/thermal/thermal_zone0/temp", "48312\n");
        file("sys/class/thermal/thermal_zone1/temp", "51000\n");

        Environment environment = Environment.at(root);

        assertThat(environment.board()).isEqualTo("Raspberry Pi 4 Model B Rev 1.4");
        assertThat(environment.cpu()).isEqualTo("Arm part 0xd08");
        assertThat(environment.memoryMiB()).isEqualTo(3793);
        assertThat(environment.loadAverage()).isEqualTo(0.25);
        assertThat(environment.governor()).isEqualTo("ondemand");
        assertThat(environment.temperatureCelsius()).containsExactly(51.0);
    }

    @Test
    void aPcNamesItsProcessor() throws IOException {
        file("proc/cpuinfo", "processor\t: 0\nmodel name\t: Test CPU @ 2 GHz\n");

        assertThat(Environment.at(root).cpu()).isEqualTo("Test CPU @ 2 GHz");
    }

    @Test
    void aSystemThatTellsNothingLeavesGaps() {
        Environment environment = Environment.at(root);

        assertThat(environment.cpu()).isNull();
        assertThat(environment.governor()).isNull();
        assertThat(environment.temperatureCelsius()).isEmpty();
        assertThat(environment.cores()).isPositive();
    }

    @Test
    void theHostIsNotNamed() throws IOException {
        assertThat(Environment.here().toString())
                .doesNotContain(InetAddress.getLocalHost().getHostName(), System.getProperty("user.home"));
    }

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}

package io.microexp.bench.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.bench.benchmark.Backends;
import io.microexp.bench.report.Measured;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProtocolsTest {
    @Test
    void everyBackendStartsInFreshProcesses() throws IOException {
        List<Measured> measured = Protocols.coldStarts(List.of(Backends.NONE, "java-scalar"), 1);

        assertThat(measured)
                .extracting(Measured::id)
                .containsExactly(
                        "coldstart/none",
                        "coldstart/none/resident",
                        "coldstart/java-scalar",
                        "coldstart/java-scalar/resident");
        assertThat(measured).extracting(Measured::value).allMatch(value -> value > 0);
    }
}

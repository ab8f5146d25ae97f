package io.microexp.bench.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.bench.benchmark.Backends;
import io.microexp.bench.report.Measured;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProtocolsTest {
    @Test
    void freshProcessAnswers() throws IOException {
        Measured first = Protocols.coldStart(Backends.NONE, 1).get(0);

        assertThat(first.value()).isPositive();
    }
}

package io.microexp.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.microexp.testing.ReducedJvm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryAloneTest {
    /** The dependencies of the packages cli and report. */
    private static final List<String> OPTIONAL =
            List.of("picocli", "progressbar", "xchart", "j2html", "vectorgraphics2d");

    @Test
    @DisplayName("The library runs without the dependencies of the command line and the reports")
    void runsWithoutOptionalDependencies(@TempDir Path folder) throws Exception {
        String output = ReducedJvm.run(LibraryAlone.class, OPTIONAL, folder.toString());

        assertThat(output).endsWith("14 faces" + System.lineSeparator());
    }
}

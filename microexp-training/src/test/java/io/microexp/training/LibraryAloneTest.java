package io.microexp.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryAloneTest {
    /** Parts of the names of the jars that only the packages cli and report need. */
    private static final List<String> OPTIONAL =
            List.of("picocli", "progressbar", "xchart", "j2html", "vectorgraphics2d");

    @Test
    @DisplayName("The library runs without the dependencies of the command line and the reports")
    void runsWithoutOptionalDependencies(@TempDir Path folder) throws Exception {
        List<String> all = List.of(System.getProperty("java.class.path").split(File.pathSeparator));
        List<String> kept = all.stream().filter(entry -> !isOptional(entry)).toList();
        assertThat(all).as("optional jars of the build").hasSizeGreaterThanOrEqualTo(kept.size() + OPTIONAL.size());

        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx1g",
                        "-Dai.djl.offline=true",
                        "-Dai.djl.pytorch.num_threads=1",
                        "-cp",
                        kept.stream().collect(Collectors.joining(File.pathSeparator)),
                        LibraryAlone.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).endsWith("14 faces" + System.lineSeparator());
    }

    private static boolean isOptional(String entry) {
        String jar = String.valueOf(Path.of(entry).getFileName()).toLowerCase(Locale.ROOT);
        return OPTIONAL.stream().anyMatch(jar::startsWith);
    }
}

package io.microexp.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The README's code compiles, and its commands name modules and jars that exist. */
class ReadmeTest {
    private static final Path ROOT = Path.of("../..");
    private static final Path QUICK_START = Path.of("src/main/java/io/microexp/examples/quickstart/QuickStart.java");
    private static final int INDENTATION_IN_MAIN = 8;
    private static final Pattern MODULE = Pattern.compile("-pl (\\S+)");
    private static final Pattern JAR = Pattern.compile("java -jar (\\S+)/target/(\\S+)\\.jar");

    private String readme;

    @BeforeEach
    void read() throws IOException {
        readme = Files.readString(ROOT.resolve("README.md"));
    }

    @Test
    void firstJavaBlockIsTheBodyOfQuickStart() throws IOException {
        assertThat(Files.readString(QUICK_START)).contains(blocks("java").get(0).indent(INDENTATION_IN_MAIN));
    }

    @Test
    void firstCommandBuildsAndRunsTheQuickstartAlone() {
        assertThat(blocks("sh").get(0))
                .isEqualToIgnoringNewLines("mvn -B -q -DskipTests -pl examples/quickstart -am package"
                        + " && java -jar examples/quickstart/target/quickstart.jar");
    }

    @Test
    void commandsNameModulesAndJarsThatTheBuildMakes() throws IOException {
        String commands = String.join("\n", blocks("sh"));
        assertThat(matches(MODULE, commands))
                .isNotEmpty()
                .allSatisfy(module -> assertThat(ROOT.resolve(module.group(1)).resolve("pom.xml"))
                        .exists());
        for (MatchResult jar : matches(JAR, commands)) {
            assertThat(Files.readString(ROOT.resolve(jar.group(1)).resolve("pom.xml")))
                    .contains(jar.group(2));
        }
    }

    private List<String> blocks(String language) {
        Pattern block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL);
        return matches(block, readme).stream().map(match -> match.group(1)).toList();
    }

    private static List<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }
}

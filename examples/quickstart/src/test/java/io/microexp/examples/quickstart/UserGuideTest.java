package io.microexp.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every Java block of the user guide compiles against microexp-core, given the variables that the guide speaks of. */
class UserGuideTest {
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final String SPRING = "@Configuration";
    private static final String FRAME = """
            import io.microexp.*;
            import io.microexp.face.*;
            import io.microexp.image.*;
            import io.microexp.image.awt.*;
            import io.microexp.model.*;
            import io.microexp.pipeline.*;
            import java.nio.ByteBuffer;
            import java.nio.file.Path;
            import java.time.Duration;

            class Snippet {
                Path path;
                GrayImage face, photo, frame;
                ByteBuffer bytes;
                int width, height, stride;
                long stampNanos;
                EmotionPipeline pipeline;

                void run() throws Exception {
                    %s
                }
            }
            """;

    static Stream<String> blocks() throws Exception {
        return JAVA_BLOCK
                .matcher(Files.readString(Path.of("../../docs/user-guide.md")))
                .results()
                .map(match -> match.group(1))
                .filter(block -> !block.contains(SPRING));
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void compiles(String block, @TempDir Path classes) {
        String source = FRAME.formatted(block);
        StringWriter errors = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options =
                List.of("-d", classes.toString(), "-proc:none", "-classpath", System.getProperty("java.class.path"));

        boolean compiled = compiler.getTask(
                        errors, null, null, options, null, List.of(new SourceText("Snippet", source)))
                .call();

        assertThat(compiled).as("%s%n%s", errors, source).isTrue();
    }

    private static final class SourceText extends SimpleJavaFileObject {
        private final String text;

        SourceText(String name, String text) {
            super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}

package io.microexp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's code is code that compiles. */
class ReadmeTest {
    private static final Path README = Path.of("../README.md");
    private static final Path QUICK_START = Path.of("src/main/java/io/microexp/examples/QuickStart.java");
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final int INDENTATION_IN_MAIN = 8;

    @Test
    void quickStartIsTheBodyOfTheExample() throws IOException {
        Matcher block = JAVA_BLOCK.matcher(Files.readString(README));
        assertThat(block.find()).as("a Java block in README.md").isTrue();
        assertThat(Files.readString(QUICK_START)).contains(block.group(1).indent(INDENTATION_IN_MAIN));
    }
}

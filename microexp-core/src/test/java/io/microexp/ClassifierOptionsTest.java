package io.microexp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.model.EmotionModel;
import io.microexp.testing.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifierOptionsTest {
    @Test
    void defaultsToTheBundledModelOnOneThreadOfTheProcessor() {
        ClassifierOptions options = ClassifierOptions.builder().build();
        assertThat(options.model()).isEmpty();
        assertThat(options.backend()).isEmpty();
        assertThat(options.threads()).isEqualTo(1);
        assertThat(options.maxConcurrency()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(options.executionProvider()).isEqualTo(ExecutionProvider.CPU);
        assertThat(options.mirrored()).isFalse();
    }

    @Test
    void toBuilderKeepsEveryOptionAndLeavesTheOriginalAlone() {
        EmotionModel model = TestModels.sevenClasses().build();
        ClassifierOptions options = ClassifierOptions.builder()
                .model(model)
                .backend("java")
                .threads(2)
                .maxConcurrency(3)
                .executionProvider(ExecutionProvider.CUDA)
                .mirrored(true)
                .build();
        assertThat(options.toBuilder().build()).usingRecursiveComparison().isEqualTo(options);
        assertThat(options.toBuilder().threads(4).build().threads()).isEqualTo(4);
        assertThat(options.threads()).isEqualTo(2);
        assertThat(options.model()).containsSame(model);
        assertThat(options.backend()).contains("java");
        assertThat(options.maxConcurrency()).isEqualTo(3);
        assertThat(options.executionProvider()).isEqualTo(ExecutionProvider.CUDA);
        assertThat(options.mirrored()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1025, Integer.MAX_VALUE})
    void refusesCountsOutsideTheirRange(int count) {
        ClassifierOptions.Builder builder = ClassifierOptions.builder();
        assertThatThrownBy(() -> builder.threads(count))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Expected threads in 1..1024, found " + count);
        assertThatThrownBy(() -> builder.maxConcurrency(count))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Expected maxConcurrency in 1..1024, found " + count);
    }

    @Test
    void readsAModelFile(@TempDir Path folder) throws IOException {
        byte[] bytes = TestModels.sevenClasses().toBytes();
        Path file = Files.write(folder.resolve("mine.onnx"), bytes);
        EmotionModel model =
                ClassifierOptions.builder().model(file).build().model().orElseThrow();
        assertThat(model.name()).isEqualTo("mine.onnx");
        assertThat(model.toBytes()).isEqualTo(bytes);
    }

    @Test
    void refusesNull() {
        ClassifierOptions.Builder builder = ClassifierOptions.builder();
        assertThatThrownBy(() -> builder.model((EmotionModel) null)).hasMessage("model");
        assertThatThrownBy(() -> builder.backend(null)).hasMessage("backend");
        assertThatThrownBy(() -> builder.executionProvider(null)).hasMessage("executionProvider");
    }
}

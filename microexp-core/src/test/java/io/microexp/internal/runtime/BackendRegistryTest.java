package io.microexp.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.BackendException;
import io.microexp.ClassifierOptions;
import io.microexp.FacialEmotionClassifier;
import io.microexp.model.EmotionModel;
import io.microexp.spi.BackendProvider;
import io.microexp.spi.InferenceSession;
import io.microexp.testing.TestModels;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BackendRegistryTest {
    private static final BackendProvider FIRST = new FakeBackend("first", 200);
    private static final BackendProvider SECOND = new FakeBackend("second", 100);
    private static final BackendProvider ONLY_NAMED = new FakeBackend("only-named", 0);
    private static final List<BackendProvider> PRESENT = List.of(FIRST, SECOND, ONLY_NAMED);
    private static final ClassifierOptions DEFAULTS =
            ClassifierOptions.builder().build();

    private String propertyBefore;

    @BeforeEach
    void clearProperty() {
        propertyBefore = System.clearProperty(ClassifierOptions.BACKEND_PROPERTY);
    }

    @AfterEach
    void restoreProperty() {
        System.clearProperty(ClassifierOptions.BACKEND_PROPERTY);
        if (propertyBefore != null) {
            System.setProperty(ClassifierOptions.BACKEND_PROPERTY, propertyBefore);
        }
    }

    @Test
    void theHighestRankIsTheDefault() {
        assertThat(BackendRegistry.choose(PRESENT, DEFAULTS)).isSameAs(FIRST);
    }

    @Test
    void theSystemPropertyBeatsTheRank() {
        System.setProperty(ClassifierOptions.BACKEND_PROPERTY, "second");
        assertThat(BackendRegistry.choose(PRESENT, DEFAULTS)).isSameAs(SECOND);
    }

    @Test
    void theOptionBeatsTheSystemProperty() {
        System.setProperty(ClassifierOptions.BACKEND_PROPERTY, "second");
        assertThat(BackendRegistry.choose(PRESENT, named("only-named"))).isSameAs(ONLY_NAMED);
    }

    @Test
    void aRankOfZeroIsOpenedOnlyWhenNamed() {
        List<BackendProvider> present = List.of(ONLY_NAMED);
        assertThat(BackendRegistry.choose(present, named("only-named"))).isSameAs(ONLY_NAMED);
        assertThatThrownBy(() -> BackendRegistry.choose(present, DEFAULTS))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("present: [only-named]")
                .hasMessageContaining("Add io.microexp:microexp-onnx");
    }

    @Test
    void anAbsentBackendIsNamedWithThosePresentAndTheArtifactToAdd() {
        assertThatThrownBy(() -> BackendRegistry.choose(PRESENT, named("onnx")))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("No backend named \"onnx\"")
                .hasMessageContaining("present: [first, second, only-named]")
                .hasMessageContaining("onnx is io.microexp:microexp-onnx");
    }

    @Test
    void aChosenBackendThatFailsIsNotReplacedByAnother() {
        BackendProvider broken = new FakeBackend("broken", 300) {
            @Override
            public InferenceSession open(EmotionModel model, ClassifierOptions options) {
                throw new BackendException("no native library");
            }
        };
        ClassifierOptions options =
                DEFAULTS.toBuilder().model(TestModels.sevenClasses().build()).build();
        assertThatThrownBy(() -> BackendRegistry.open(BackendRegistry.choose(List.of(broken, FIRST), options), options))
                .isInstanceOf(BackendException.class)
                .hasMessage("no native library");
    }

    @Test
    void thePublicEntryUsesTheBackendsOnTheClassPath() {
        assertThatThrownBy(() -> FacialEmotionClassifier.open(named("nosuch")))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("No backend named \"nosuch\"");
    }

    private static ClassifierOptions named(String backend) {
        return ClassifierOptions.builder().backend(backend).build();
    }
}

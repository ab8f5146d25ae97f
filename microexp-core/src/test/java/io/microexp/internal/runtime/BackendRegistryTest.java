package io.microexp.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.BackendException;
import io.microexp.ClassifierOptions;
import io.microexp.FacialEmotionClassifier;
import io.microexp.model.EmotionModel;
import io.microexp.spi.BackendProvider;
import io.microexp.spi.InferenceSession;
import io.microexp.testing.FreshLoader;
import io.microexp.testing.TestModels;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        assertThat(BackendRegistry.of(PRESENT).choose(DEFAULTS)).isSameAs(FIRST);
    }

    @Test
    void theSystemPropertyBeatsTheRank() {
        System.setProperty(ClassifierOptions.BACKEND_PROPERTY, "second");
        assertThat(BackendRegistry.of(PRESENT).choose(DEFAULTS)).isSameAs(SECOND);
    }

    @Test
    void theOptionBeatsTheSystemProperty() {
        System.setProperty(ClassifierOptions.BACKEND_PROPERTY, "second");
        assertThat(BackendRegistry.of(PRESENT).choose(named("only-named"))).isSameAs(ONLY_NAMED);
    }

    @Test
    void anAbsentBackendIsNamedWithThosePresentAndTheArtifactToAdd() {
        assertThatThrownBy(() -> BackendRegistry.of(PRESENT).choose(named("onnx")))
                .isInstanceOf(BackendException.class)
                .hasMessage("No backend named \"onnx\" was found; present: [first, second, only-named]."
                        + " Add io.microexp:microexp-onnx");
    }

    @Test
    void anUnknownBackendIsNamedWithTheTransformersOfShadedJars() {
        assertThatThrownBy(() -> BackendRegistry.of(PRESENT).choose(named("other")))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("ServicesResourceTransformer")
                .hasMessageContaining("mergeServiceFiles()");
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
        assertThatThrownBy(() -> BackendRegistry.open(
                        BackendRegistry.of(List.of(broken, FIRST)).choose(options), options))
                .isInstanceOf(BackendException.class)
                .hasMessage("no native library");
    }

    @Test
    void anErrorOfAChosenBackendBecomesOneOfThisLibrary() {
        BackendProvider broken = new FakeBackend("broken", 300) {
            @Override
            public InferenceSession open(EmotionModel model, ClassifierOptions options) {
                throw new NoClassDefFoundError("some/Runtime");
            }
        };
        ClassifierOptions options =
                DEFAULTS.toBuilder().model(TestModels.sevenClasses().build()).build();
        assertThatThrownBy(() -> BackendRegistry.open(broken, options))
                .isInstanceOf(BackendException.class)
                .hasMessageStartingWith("Backend broken lacks a class or a native library: ")
                .hasMessageContaining("some/Runtime");
    }

    @Test
    void brokenProvidersDoNotBreakTheOthersAndAreNamedWhenOneIsMissed(@TempDir Path folder) throws IOException {
        List<String> listed = List.of(
                "no.such.Provider",
                Throwing.class.getName(),
                Unlinked.class.getName(),
                Nameless.class.getName(),
                String.class.getName(),
                Good.class.getName());
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.write(services.resolve(BackendProvider.class.getName()), listed);
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader child = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(child);
            assertThat(BackendRegistry.search().choose(named("java")).name()).isEqualTo("java");
            assertThatThrownBy(() -> FacialEmotionClassifier.open(named("missing")))
                    .isInstanceOf(BackendException.class)
                    .hasMessageContaining("No backend named \"missing\"")
                    .hasMessageContaining("no.such.Provider")
                    .hasMessageContaining("thrown in the constructor")
                    .hasMessageContaining("absent/Library");
            assertThat(BackendRegistry.search().choose(named("good")).name()).isEqualTo("good");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void javaByNameIsOpenedWithoutASearchForServices() {
        List<String> searched = new ArrayList<>();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        ClassLoader watching = new ClassLoader(before) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                searched.add(name);
                return super.getResources(name);
            }
        };
        Thread.currentThread().setContextClassLoader(watching);
        try (FacialEmotionClassifier classifier = FacialEmotionClassifier.open(named("java"))) {
            assertThat(classifier.description()).startsWith("java");
            assertThat(searched).isEmpty();
            BackendRegistry.present();
            assertThat(searched).isNotEmpty();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void javaIsFoundWithoutAnyListingAndWithoutAContextClassLoader() throws Exception {
        try (FreshLoader loader = FreshLoader.withoutServices()) {
            assertThat(loader.call(Names.class)).isEqualTo("[java]");
        }
    }

    /** Runs in a class loader of its own. */
    public static final class Names implements Callable<String> {
        public Names() {}

        @Override
        public String call() {
            Thread.currentThread().setContextClassLoader(null);
            return BackendRegistry.present().stream()
                    .map(BackendProvider::name)
                    .toList()
                    .toString();
        }
    }

    /** A provider that works. */
    public static final class Good extends FakeBackend {
        public Good() {
            super("good", 1);
        }
    }

    /** A provider whose constructor throws. */
    public static final class Throwing extends FakeBackend {
        public Throwing() {
            super("throwing", 1);
            throw new IllegalArgumentException("thrown in the constructor");
        }
    }

    /** A provider that lacks a class. */
    public static final class Unlinked extends FakeBackend {
        public Unlinked() {
            super("unlinked", 1);
            throw new NoClassDefFoundError("absent/Library");
        }
    }

    /** A provider without a name. */
    public static final class Nameless extends FakeBackend {
        public Nameless() {
            super(null, 1);
        }
    }

    private static ClassifierOptions named(String backend) {
        return ClassifierOptions.builder().backend(backend).build();
    }
}

package io.microexp.internal.runtime;

import io.microexp.BackendException;
import io.microexp.ClassifierOptions;
import io.microexp.FacialEmotionClassifier;
import io.microexp.MicroExpException;
import io.microexp.internal.Text;
import io.microexp.internal.engine.JavaProvider;
import io.microexp.model.EmotionModel;
import io.microexp.spi.BackendProvider;
import io.microexp.spi.InferenceSession;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * The backends present in this process. Found are those listed as services, this library's own even if their listing was
 * lost in a shaded jar, and always {@code java}. A provider that cannot be loaded is left out and remembered.
 */
public final class BackendRegistry {
    private static final String JAVA = "java";
    private static final List<KnownBackend> KNOWN = List.of(
            new KnownBackend("onnx", "io.microexp.onnx.OnnxProvider", "io.microexp:microexp-onnx"),
            new KnownBackend(
                    "djl",
                    "io.microexp.training.djl.DjlProvider",
                    "io.microexp:microexp-training, ai.djl.pytorch:pytorch-jni and ai.djl.pytorch:pytorch-native-cpu"));
    private static final int MAX_FAILURES = 20;

    private final List<Found> found = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    private record KnownBackend(String name, String provider, String artifacts) {}

    private record Found(String name, int rank, BackendProvider provider) {
        Found {
            Objects.requireNonNull(name, "the provider's name");
        }
    }

    /** A class, since the comparators of lambdas cost a new process several milliseconds. */
    private static final class HighestRankFirst implements Comparator<Found> {
        @Override
        public int compare(Found a, Found b) {
            int byRank = Integer.compare(b.rank, a.rank);
            return byRank != 0 ? byRank : a.name.compareTo(b.name);
        }
    }

    private BackendRegistry() {}

    /** Opens a classifier on the backend that the options choose. */
    public static FacialEmotionClassifier open(ClassifierOptions options) {
        return open(provider(options), options);
    }

    /** Opens a session, for a caller that has normalized pixels at hand, on the backend that the options choose. */
    public static InferenceSession openSession(ClassifierOptions options) {
        return openSession(provider(options), model(options), options);
    }

    static FacialEmotionClassifier open(BackendProvider provider, ClassifierOptions options) {
        EmotionModel model = model(options);
        return new SessionClassifier(provider.name(), openSession(provider, model, options), model, options);
    }

    private static EmotionModel model(ClassifierOptions options) {
        return options.model().isPresent() ? options.model().get() : EmotionModel.bundled();
    }

    private static InferenceSession openSession(
            BackendProvider provider, EmotionModel model, ClassifierOptions options) {
        try {
            return provider.open(model, options);
        } catch (LinkageError e) {
            throw new BackendException(
                    "Backend " + provider.name() + " lacks a class or a native library: " + e
                            + ". Add the dependencies of its artifact, or choose another backend, such as java",
                    e);
        } catch (MicroExpException | IllegalArgumentException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new BackendException(
                    "Backend " + provider.name() + " cannot open model " + model.name() + ": " + e, e);
        }
    }

    /**
     * Returns the provider that the options choose. Those of this library are made by name if a name is given, since a
     * search for services takes a new process several milliseconds.
     */
    private static BackendProvider provider(ClassifierOptions options) {
        String name = name(options);
        if (JAVA.equals(name)) {
            return new JavaProvider();
        }
        BackendRegistry registry = new BackendRegistry();
        for (KnownBackend known : KNOWN) {
            if (known.name.equals(name)) {
                registry.add(known, BackendRegistry.class.getClassLoader());
            }
        }
        return registry.found.isEmpty() ? search().choose(options) : registry.found.get(0).provider;
    }

    /** Returns the name that the options or the system property give, or null. */
    private static String name(ClassifierOptions options) {
        return options.backend().orElse(System.getProperty(ClassifierOptions.BACKEND_PROPERTY));
    }

    /** Finds the backends present, highest rank first. */
    public static List<BackendProvider> present() {
        List<BackendProvider> providers = new ArrayList<>();
        for (Found backend : search().found) {
            providers.add(backend.provider);
        }
        return List.copyOf(providers);
    }

    static BackendRegistry search() {
        BackendRegistry registry = new BackendRegistry();
        ClassLoader own = BackendRegistry.class.getClassLoader();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        registry.addListed(own);
        registry.addKnown(own);
        if (context != null && context != own) {
            registry.addListed(context);
            registry.addKnown(context);
        }
        if (registry.find(JAVA) == null) {
            registry.add(new JavaProvider());
        }
        registry.found.sort(new HighestRankFirst());
        return registry;
    }

    /** A registry of these alone. */
    static BackendRegistry of(List<BackendProvider> providers) {
        BackendRegistry registry = new BackendRegistry();
        providers.forEach(registry::add);
        registry.found.sort(new HighestRankFirst());
        return registry;
    }

    private void addListed(ClassLoader loader) {
        Iterator<BackendProvider> listed =
                ServiceLoader.load(BackendProvider.class, loader).iterator();
        while (failures.size() < MAX_FAILURES) {
            try {
                if (!listed.hasNext()) {
                    return;
                }
                add(listed.next());
            } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
                String what = e instanceof ServiceConfigurationError ? e.getMessage() : e.toString();
                String cause = e.getCause() == null
                        ? ""
                        : " (" + Text.printable(e.getCause().toString()) + ")";
                failures.add(Text.printable(what) + cause);
            }
        }
    }

    private void addKnown(ClassLoader loader) {
        for (KnownBackend known : KNOWN) {
            if (find(known.name) == null) {
                add(known, loader);
            }
        }
    }

    private void add(KnownBackend known, ClassLoader loader) {
        try {
            add((BackendProvider) Class.forName(known.provider, true, loader)
                    .getDeclaredConstructor()
                    .newInstance());
        } catch (ClassNotFoundException e) {
            // not present
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            failures.add(Text.printable(e.toString()));
        }
    }

    private void add(BackendProvider provider) {
        Found backend = new Found(provider.name(), provider.rank(), provider);
        if (find(backend.name) == null) {
            found.add(backend);
        }
    }

    private BackendProvider find(String name) {
        for (Found backend : found) {
            if (backend.name.equals(name)) {
                return backend.provider;
            }
        }
        return null;
    }

    BackendProvider choose(ClassifierOptions options) {
        String name = name(options);
        if (name == null) {
            return found.get(0).provider;
        }
        BackendProvider named = find(name);
        if (named == null) {
            throw new BackendException(absent(name));
        }
        return named;
    }

    private String absent(String name) {
        StringBuilder message =
                new StringBuilder("No backend named \"" + Text.printable(name) + "\" was found; present: ["
                        + String.join(", ", found.stream().map(Found::name).toList()) + "]. ");
        String artifacts = null;
        for (KnownBackend known : KNOWN) {
            if (known.name.equals(name)) {
                artifacts = known.artifacts;
            }
        }
        message.append(
                artifacts != null
                        ? "Add " + artifacts
                        : "Add its artifact. If it is in a shaded jar, merge the files under META-INF/services:"
                                + " ServicesResourceTransformer in Maven Shade, mergeServiceFiles() in Gradle Shadow");
        if (!failures.isEmpty()) {
            message.append(". These could not be loaded: ").append(String.join("; ", failures));
        }
        return message.toString();
    }
}

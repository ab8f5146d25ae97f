package io.microexp.training.nn;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.util.Utils;
import io.microexp.BackendException;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * DJL's PyTorch engine, which runs networks in training and in the backend {@code djl}.
 *
 * <p>DJL reports its use to a server and downloads native code unless it is offline. For a user without a writable home
 * it unpacks native code under the folder for temporary files, where other users may have put theirs. In both cases
 * the engine is refused with the setting that helps.
 */
public final class PyTorchEngine {
    /** The engine's name, for DJL's own API. */
    public static final String NAME = "PyTorch";

    private static final String OFFLINE = "ai.djl.offline";
    private static final String CACHE = "ENGINE_CACHE_DIR";

    private PyTorchEngine() {}

    /**
     * Returns the engine.
     *
     * @return the engine, the same for the whole process
     * @throws BackendException if DJL is online, would load native code from a shared folder, or does not start
     */
    public static Engine get() {
        requireOffline(Utils.isOfflineMode());
        requirePrivate(
                Utils.getEngineCacheDir(),
                Stream.of(CACHE, "DJL_CACHE_DIR").anyMatch(name -> Utils.getEnvOrSystemProperty(name) != null));
        try {
            return Engine.getEngine(NAME);
        } catch (EngineException | IllegalArgumentException | LinkageError e) {
            throw new BackendException(
                    "DJL's PyTorch engine does not start: " + e.getMessage()
                            + ". Add ai.djl.pytorch:pytorch-engine, ai.djl.pytorch:pytorch-jni and"
                            + " ai.djl.pytorch:pytorch-native-cpu with the classifier of this platform",
                    e);
        }
    }

    /**
     * Creates a manager of arrays on the engine.
     *
     * @return a new manager, which the caller closes
     * @throws BackendException as {@link #get()}
     */
    public static NDManager newManager() {
        return get().newBaseManager();
    }

    static void requireOffline(boolean offline) {
        if (!offline) {
            throw new BackendException("Expected DJL to be offline, found it free to use the network, where it reports"
                    + " its use and downloads native code. Start Java with -D" + OFFLINE
                    + "=true, or set the environment variable DJL_OFFLINE=true");
        }
    }

    /** Requires that nobody else can write DJL's cache, unless the caller chose the folder. */
    static void requirePrivate(Path cache, boolean chosen) {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        if (!chosen && cache.toAbsolutePath().startsWith(temporary.toAbsolutePath())) {
            throw new BackendException("Expected a writable home folder for DJL's native code, found none, so that DJL"
                    + " would load it from " + cache + ", where other users may have put theirs. Start Java with -D"
                    + CACHE + " set to a folder that only this user can write");
        }
    }
}

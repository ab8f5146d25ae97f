package io.microexp.opencv;

import io.microexp.BackendException;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.javacpp.ClassProperties;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_highgui;
import org.bytedeco.opencv.global.opencv_objdetect;
import org.bytedeco.opencv.global.opencv_videoio;

/** Loads OpenCV's native libraries, once. Thread-safe. */
final class OpenCvNatives {
    private static final String LIBRARY = "platform.library";
    private static final String LINKED = "platform.link";

    private static final String CACHE = "org.bytedeco.javacpp.cachedir";

    private static boolean loaded;

    private OpenCvNatives() {}

    /**
     * Loads what the detectors need.
     *
     * @throws BackendException if a jar or module is missing; the message names what to add
     */
    static synchronized void load() {
        if (loaded) {
            return;
        }
        try {
            requirePrivateCache();
            Loader.load(opencv_videoio.class);
            if (!windowModuleLoads()) {
                standInForWindowModule();
            }
            Loader.load(opencv_objdetect.class);
            loaded = true;
        } catch (LinkageError e) {
            throw new BackendException(advice(e) + modules() + " (" + e + ")", e);
        }
    }

    private static void requirePrivateCache() {
        try {
            requirePrivate(Loader.getCacheDir().toPath(), System.getProperty(CACHE) != null);
        } catch (IOException e) {
            throw new BackendException(
                    "Expected a writable folder for OpenCV's native code, found none (" + e.getMessage()
                            + "). Name one by -D" + CACHE + "=DIR",
                    e);
        }
    }

    /** Requires that nobody else can write the native code that is loaded, unless the caller chose the folder. */
    static void requirePrivate(Path cache, boolean chosen) {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        if (!chosen && cache.toAbsolutePath().startsWith(temporary.toAbsolutePath())) {
            throw new BackendException(
                    "Expected a writable home folder for OpenCV's native code, found none, so that it"
                            + " would be loaded from " + cache
                            + ", where other users may have put theirs. Start Java with -D"
                            + CACHE + "=DIR, a folder that only this user can write, or use FaceDetector.open()");
        }
    }

    /*
     * JavaCPP loads OpenCV's window module (highgui) before objdetect, which never calls it; on Linux it needs GTK 2. A
     * class that failed to load once stays unusable. The bare libraries are therefore tried first.
     */
    private static boolean windowModuleLoads() {
        ClassProperties module = properties(opencv_highgui.class);
        try {
            for (String library : module.get(LINKED)) {
                Loader.loadLibrary(
                        opencv_highgui.class, Loader.findLibrary(opencv_highgui.class, module, library), library);
            }
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    /* JavaCPP skips a library whose name it knows. The video module, already loaded, is therefore registered under it. */
    private static void standInForWindowModule() {
        ClassProperties video = properties(opencv_videoio.class);
        Loader.loadLibrary(
                opencv_videoio.class,
                Loader.findLibrary(opencv_videoio.class, video, video.getProperty(LIBRARY)),
                properties(opencv_highgui.class).getProperty(LIBRARY));
    }

    private static ClassProperties properties(Class<?> module) {
        return Loader.loadProperties(module, Loader.loadProperties(), true);
    }

    private static String advice(LinkageError failure) {
        if (isLoadedElsewhere(failure)) {
            return "OpenCV's native library is in use by another class loader of this process, such as another"
                    + " application of one server or the same one before it was redeployed. Put OpenCV's jars and"
                    + " microexp-core where all applications share them, or use FaceDetector.open()";
        }
        String platform;
        try {
            platform = Loader.getPlatform();
        } catch (LinkageError e) {
            return "OpenCV is missing: add the dependency org.bytedeco:opencv, and org.bytedeco:opencv,"
                    + " org.bytedeco:openblas and org.bytedeco:javacpp each with this platform's classifier,"
                    + " such as linux-x86_64";
        }
        return "OpenCV's native library for " + platform + " cannot be loaded: add the dependencies"
                + " org.bytedeco:opencv, org.bytedeco:openblas and org.bytedeco:javacpp, each with the classifier "
                + platform + " and in the version of its jar without classifier";
    }

    /** JavaCPP tries several names for a library: the JVM's own words may be in the cause of the last attempt. */
    private static boolean isLoadedElsewhere(Throwable failure) {
        return failure != null
                && (String.valueOf(failure.getMessage()).contains("already loaded in another classloader")
                        || isLoadedElsewhere(failure.getCause()));
    }

    /** Modules that nothing requires, as these jars are, are not resolved although they are on the module path. */
    private static String modules() {
        return OpenCvNatives.class.getModule().isNamed()
                ? ". If they are on the module path, start Java with --add-modules ALL-MODULE-PATH"
                : "";
    }
}

package io.microexp.opencv;

import io.microexp.BackendException;
import org.bytedeco.javacpp.ClassProperties;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_highgui;
import org.bytedeco.opencv.global.opencv_objdetect;
import org.bytedeco.opencv.global.opencv_videoio;

/**
 * Loads OpenCV's native libraries, once.
 *
 * <p>Thread safety: safe.
 */
final class OpenCvNatives {
    private static final String LIBRARY = "platform.library";
    private static final String LINKED = "platform.link";

    private static boolean loaded;

    private OpenCvNatives() {}

    /**
     * Loads what the detectors need.
     *
     * @throws BackendException if a jar is missing; the message names what to add
     */
    static synchronized void load() {
        if (loaded) {
            return;
        }
        try {
            Loader.load(opencv_videoio.class);
            if (!windowModuleLoads()) {
                standInForWindowModule();
            }
            Loader.load(opencv_objdetect.class);
            loaded = true;
        } catch (LinkageError e) {
            throw new BackendException(advice() + " (" + e + ")", e);
        }
    }

    /*
     * JavaCPP loads OpenCV's window module (highgui) on the way to objdetect, which never calls it; on Linux it needs
     * GTK 2. A class whose loading failed once stays unusable, hence this trial of the bare libraries beforehand.
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

    /* JavaCPP passes by a library whose name it knows: the video module, loaded already, is entered under that name. */
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

    private static String advice() {
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
}

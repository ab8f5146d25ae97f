package io.microexp.opencv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.BackendException;
import java.io.File;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.opencv.opencv_objdetect.CascadeClassifier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class OpenCvNativesTest {
    @Test
    void aMissingNativeJarIsNamedWithItsClassifier() throws Exception {
        Throwable failure = failureOfOpening(
                jarOf(BackendException.class),
                jarOf(CascadeClassifier.class),
                jarOf(openblas.class),
                jarOf(Loader.class));
        assertThat(failure.getClass().getName()).isEqualTo(BackendException.class.getName());
        assertThat(failure)
                .hasMessageContaining("org.bytedeco:opencv, org.bytedeco:openblas and org.bytedeco:javacpp")
                .hasMessageContaining("the classifier " + Loader.getPlatform());
    }

    @Test
    void aMissingBindingIsNamed() throws Exception {
        Throwable failure = failureOfOpening(jarOf(BackendException.class));
        assertThat(failure.getClass().getName()).isEqualTo(BackendException.class.getName());
        assertThat(failure).hasMessageContaining("OpenCV is missing: add the dependency org.bytedeco:opencv");
    }

    @Test
    void aModulePathWhoseOpenCvIsNotResolvedIsNamedWithTheOption() throws Exception {
        ModuleFinder path = ModuleFinder.of(
                Path.of(jarOf(BackendException.class).toURI()),
                Path.of(jarOf(CascadeClassifier.class).toURI()),
                Path.of(jarOf(Loader.class).toURI()));
        Configuration resolved =
                ModuleLayer.boot().configuration().resolve(path, ModuleFinder.of(), Set.of("io.microexp.core"));
        ClassLoader modules = ModuleLayer.boot()
                .defineModulesWithOneLoader(resolved, ClassLoader.getPlatformClassLoader())
                .findLoader("io.microexp.core");
        assertThat(failureOfOpening(modules)).hasMessageContaining("--add-modules ALL-MODULE-PATH");
    }

    @Test
    @DisplayName("A second class loader, as after a redeployment, is told so rather than to add dependencies")
    void aSecondClassLoaderIsNamed() throws Exception {
        OpenCvNatives.load();
        List<URL> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            jars.add(Path.of(entry).toUri().toURL());
        }
        assertThat(failureOfOpening(jars.toArray(URL[]::new)))
                .hasMessageContaining("another class loader of this process")
                .hasMessageContaining("FaceDetector.open()");
    }

    @Test
    @DisplayName("Native code is not loaded from the folder for temporary files, unless the caller names it")
    void aSharedCacheIsRefused() {
        Path shared = Path.of(System.getProperty("java.io.tmpdir"), ".javacpp-me", "cache");
        assertThatThrownBy(() -> OpenCvNatives.requirePrivate(shared, false))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("-Dorg.bytedeco.javacpp.cachedir");
        OpenCvNatives.requirePrivate(shared, true);
        OpenCvNatives.requirePrivate(Path.of("/home/user/.javacpp/cache"), false);
    }

    /** Opens a detector in a world of only these jars, which must fail. */
    private static Throwable failureOfOpening(URL... jars) throws Exception {
        try (URLClassLoader world = new URLClassLoader(jars, ClassLoader.getPlatformClassLoader())) {
            return failureOfOpening(world);
        }
    }

    private static Throwable failureOfOpening(ClassLoader world) throws ReflectiveOperationException {
        try {
            world.loadClass(CascadeFaceDetector.class.getName())
                    .getMethod("open")
                    .invoke(null);
            throw new AssertionError("a detector opened without natives");
        } catch (InvocationTargetException e) {
            return e.getCause();
        }
    }

    private static URL jarOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void findsFacesWhereTheWindowModuleCannotBeLoaded(@TempDir Path folder) throws Exception {
        Path shadow = folder.resolve("org/bytedeco/opencv/" + Loader.getPlatform());
        Files.createDirectories(shadow);
        for (String library : new String[] {"libopencv_highgui.so.413", "libjniopencv_highgui.so"}) {
            assertThat(CascadeClassifier.class.getResource(
                            "/org/bytedeco/opencv/" + Loader.getPlatform() + "/" + library))
                    .as("%s, which is to be hidden", library)
                    .isNotNull();
            Files.writeString(shadow.resolve(library), "no library");
        }
        assertThat(runPortrait(folder)).contains("faces: 1");
    }

    /** Runs {@link Portrait} in a new machine with a folder in front of the class path. */
    private static String runPortrait(Path front) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.awt.headless=true",
                        "-cp",
                        front + File.pathSeparator + System.getProperty("java.class.path"),
                        Portrait.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    /** Prints the number of faces in the portrait. */
    static final class Portrait {
        private Portrait() {}

        public static void main(String[] args) {
            try (CascadeFaceDetector detector = CascadeFaceDetector.open()) {
                System.out.println(
                        "faces: " + detector.detect(Pictures.portrait()).size());
            }
        }
    }
}

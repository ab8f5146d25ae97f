package io.microexp.testing;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/** Loads the classes of the test's class path anew, as another application in the same process would. */
public final class FreshLoader extends URLClassLoader {
    private final boolean hidesServices;

    private FreshLoader(boolean hidesServices) {
        super(classPath(), ClassLoader.getPlatformClassLoader());
        this.hidesServices = hidesServices;
    }

    public static FreshLoader ofTheClassPath() {
        return new FreshLoader(false);
    }

    /** As from a shaded jar that lost META-INF/services. */
    public static FreshLoader withoutServices() {
        return new FreshLoader(true);
    }

    /** Calls a public class with a public constructor on a thread of its own. */
    public Object call(Class<? extends Callable<?>> task) throws Exception {
        Callable<?> copy =
                (Callable<?>) loadClass(task.getName()).getDeclaredConstructor().newInstance();
        Object[] result = new Object[1];
        Exception[] failure = new Exception[1];
        Thread thread = new Thread(() -> {
            try {
                result[0] = copy.call();
            } catch (Exception e) {
                failure[0] = e;
            }
        });
        thread.start();
        thread.join();
        if (failure[0] != null) {
            throw failure[0];
        }
        return result[0];
    }

    @Override
    public Enumeration<URL> findResources(String name) throws IOException {
        return hidesServices && name.startsWith("META-INF/services/")
                ? Collections.emptyEnumeration()
                : super.findResources(name);
    }

    private static URL[] classPath() {
        String[] entries = System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator));
        URL[] urls = new URL[entries.length];
        for (int i = 0; i < entries.length; i++) {
            try {
                urls[i] = Path.of(entries[i]).toUri().toURL();
            } catch (MalformedURLException e) {
                throw new AssertionError(entries[i], e);
            }
        }
        return urls;
    }
}

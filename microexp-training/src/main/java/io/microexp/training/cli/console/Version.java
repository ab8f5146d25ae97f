package io.microexp.training.cli.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest and the commit it was built from. */
public final class Version implements IVersionProvider {
    private static final String PROPERTIES = "git.properties";

    /** Returns the commit of the code, or "unknown" if it was built outside a clone. */
    public static String commit() {
        try (InputStream in = Version.class.getResourceAsStream(PROPERTIES)) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("git.commit.id", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"microexp-train " + Objects.requireNonNullElse(version, "(not packaged)")};
    }
}

package io.microexp.training.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. Thread safety: stateless. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"microexp-train " + Objects.requireNonNullElse(version, "(not packaged)")};
    }
}

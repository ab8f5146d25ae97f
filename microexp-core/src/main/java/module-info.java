/**
 * Facial expression recognition: the API, the bundled models and the backend {@code java}.
 *
 * <p>Two dependencies are optional at run time. {@code io.microexp.image.awt} needs {@code java.desktop}, and
 * {@code io.microexp.opencv} needs {@code org.bytedeco.opencv}. A modular program that uses one of these packages
 * requires that module itself or names it with {@code --add-modules}. No
 * program needs JSpecify's annotations to run.
 */
@SuppressWarnings("module") // the modules that see internal packages are built after this one
module io.microexp.core {
    requires static transitive java.desktop;
    requires static org.bytedeco.opencv;
    requires static org.jspecify;

    exports io.microexp;
    exports io.microexp.explain;
    exports io.microexp.face;
    exports io.microexp.image;
    exports io.microexp.image.awt;
    exports io.microexp.model;
    exports io.microexp.opencv;
    exports io.microexp.pipeline;
    exports io.microexp.spi;
    exports io.microexp.internal to
            io.microexp.training;
    exports io.microexp.internal.engine to
            io.microexp.bench;
    exports io.microexp.internal.engine.kernel to
            io.microexp.bench;
    exports io.microexp.internal.engine.kernel.scalar to
            io.microexp.bench;
    exports io.microexp.internal.protobuf to
            io.microexp.bench;
    exports io.microexp.internal.runtime to
            io.microexp.bench,
            io.microexp.training;

    uses io.microexp.spi.BackendProvider;

    provides io.microexp.spi.BackendProvider with
            io.microexp.internal.engine.JavaProvider;
}

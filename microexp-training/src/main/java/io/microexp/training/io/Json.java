package io.microexp.training.io;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;

/** JSON as this library writes and reads it: records by their components, text unescaped where JSON allows it. */
public final class Json {
    /** On one line: for values inside other files, and for reading. */
    public static final Gson COMPACT = new GsonBuilder().disableHtmlEscaping().create();

    /** Indented: for files that people read. */
    public static final Gson PRETTY = COMPACT.newBuilder().setPrettyPrinting().create();

    private Json() {}
}

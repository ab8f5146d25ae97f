package io.microexp.internal;

/** Text that comes from files, made fit for messages. */
public final class Text {
    private static final int MAX_LENGTH = 200;

    private Text() {}

    /** Keeps at most {@value #MAX_LENGTH} characters, as {@link #printable(String, int)} does. */
    public static String printable(String text) {
        return printable(text, MAX_LENGTH);
    }

    /**
     * Bounds a text and replaces what could disturb a log or a terminal: each run of control characters and white space
     * becomes one space. Takes time proportional to the part that is kept.
     */
    public static String printable(String text, int maxLength) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), maxLength) + 32);
        int at = 0;
        while (at < text.length() && at < maxLength) {
            char c = text.charAt(at++);
            if (isPlain(c)) {
                out.append(c);
            } else if (out.isEmpty() || out.charAt(out.length() - 1) != ' ') {
                out.append(' ');
            }
        }
        if (at < text.length()) {
            out.append("... (").append(text.length()).append(" characters)");
        }
        return out.toString();
    }

    private static boolean isPlain(char c) {
        // separators and direction marks turn the rest of a line around or end it
        return c > ' '
                && !(c >= 0x7F && c <= 0xA0)
                && !(c >= 0x2028 && c <= 0x202E)
                && !(c >= 0x2066 && c <= 0x2069)
                && c != 0x200E
                && c != 0x200F
                && c != 0xFEFF;
    }
}

package io.microexp.bench.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Builds a Markdown table row by row. */
public final class Markdown {
    private final List<List<String>> rows = new ArrayList<>();

    public Markdown(List<String> header) {
        rows.add(List.copyOf(header));
        rows.add(Collections.nCopies(header.size(), "---"));
    }

    public Markdown row(List<String> cells) {
        rows.add(List.copyOf(cells));
        return this;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        rows.forEach(row -> text.append("| ").append(String.join(" | ", row)).append(" |\n"));
        return text.toString();
    }
}

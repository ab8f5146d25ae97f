package io.microexp.bench.report;

import io.microexp.DataFormatException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code report}: prints a result file as tables or inserts them into documents. */
@Command(
        name = "report",
        description = "Prints the tables of a result file, or inserts them into documents between the marks"
                + " <!-- table NAME --> and <!-- end table -->.",
        mixinStandardHelpOptions = true)
public final class ReportCommand implements Callable<Integer> {
    private static final Pattern PLACE =
            Pattern.compile("(<!-- table (\\w+) -->\n).*?(<!-- end table -->)", Pattern.DOTALL);

    @Spec
    private CommandSpec command;

    @Parameters(index = "0", paramLabel = "RESULTS", description = "The result file.")
    private Path results;

    @Option(
            names = "--into",
            arity = "1..*",
            paramLabel = "FILE",
            description = "The documents to insert the tables into.")
    private List<Path> documents = List.of();

    @Override
    public Integer call() throws IOException {
        Tables tables = new Tables(Results.read(results));
        PrintWriter out = command.commandLine().getOut();
        if (documents.isEmpty()) {
            tables.names().forEach(name -> out.println(tables.table(name)));
        }
        for (Path document : documents) {
            String text = Files.readString(document);
            Results.replace(document, fill(document, text, tables, "Source: `" + results.getFileName() + "`"));
            out.println("Updated: " + document);
        }
        out.flush();
        return 0;
    }

    private static String fill(Path document, String text, Tables tables, String source) {
        Matcher place = PLACE.matcher(text);
        if (!place.find()) {
            throw new DataFormatException("Document " + document + ": expected a mark <!-- table NAME -->, found none");
        }
        return place.replaceAll(mark -> Matcher.quoteReplacement(
                mark.group(1) + source + "\n\n" + tables.table(mark.group(2)) + mark.group(3)));
    }
}

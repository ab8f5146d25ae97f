package io.microexp.training.detector;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a detector found in labeled photographs.
 *
 * @param detector its name
 * @param color whether it was given color
 * @param retake what was done to each photograph first
 * @param recall per kind of face
 * @param falseFacesWithoutPeople faces found in pictures without any
 * @param picturesWithoutPeople how many those are
 * @param falseFacesAmongPeople faces found beside the labeled ones in pictures of people
 * @param medianMillis time per picture
 * @param model the expression model's name
 * @param answers its answers for faces whose expression is labeled
 */
public record DetectorReport(
        String detector,
        boolean color,
        Retake retake,
        Map<FaceKind, Share> recall,
        int falseFacesWithoutPeople,
        int picturesWithoutPeople,
        int falseFacesAmongPeople,
        double medianMillis,
        String model,
        Answers answers) {
    /** So many of a number. */
    public record Share(int count, int total) {
        double percent() {
            return total == 0 ? 0 : 100.0 * count / total;
        }

        Share plus(boolean hit) {
            return new Share(count + (hit ? 1 : 0), total + 1);
        }
    }

    /**
     * Agreement with the labels.
     *
     * @param ofFound of the labeled faces that were found
     * @param ofAll of all labeled faces, a missed one being wrong
     * @param ofFoundInBoth of the labeled faces that were found in turned photographs and in the same ones upright;
     *     none unless they were turned
     * @param uprightOfFoundInBoth of the same faces in the photographs upright
     */
    public record Answers(Share ofFound, Share ofAll, Share ofFoundInBoth, Share uprightOfFoundInBoth) {}

    /** Returns a table in Markdown of several reports on the same photographs. */
    public static String table(List<DetectorReport> reports) {
        StringBuilder table = new StringBuilder("| |");
        reports.forEach(report -> table.append(' ')
                .append(report.detector)
                .append(report.color ? "" : ", gray")
                .append(" |"));
        table.append("\n|---|").append("---:|".repeat(reports.size())).append('\n');
        for (FaceKind kind : FaceKind.values()) {
            if (reports.get(0).recall.get(kind).total() > 0) {
                row(table, "found: " + kind.title(), reports, report -> share(report.recall.get(kind)));
            }
        }
        row(
                table,
                "false faces in pictures without any",
                reports,
                report -> report.falseFacesWithoutPeople + " in " + report.picturesWithoutPeople);
        row(table, "other false faces", reports, report -> String.valueOf(report.falseFacesAmongPeople));
        row(table, "answers agree, faces found", reports, report -> share(report.answers.ofFound()));
        row(table, "answers agree, all faces", reports, report -> share(report.answers.ofAll()));
        if (reports.get(0).retake.degrees() != 0) {
            row(
                    table,
                    "answers agree, faces found upright too",
                    reports,
                    report -> share(report.answers.ofFoundInBoth()));
            row(
                    table,
                    "answers agree, these faces upright",
                    reports,
                    report -> share(report.answers.uprightOfFoundInBoth()));
        }
        row(
                table,
                "median time per picture",
                reports,
                report -> String.format(Locale.ROOT, "%.0f ms", report.medianMillis));
        return table.toString();
    }

    private static void row(
            StringBuilder table,
            String title,
            List<DetectorReport> reports,
            java.util.function.Function<DetectorReport, String> value) {
        table.append("| ").append(title).append(" |");
        reports.forEach(report -> table.append(' ').append(value.apply(report)).append(" |"));
        table.append('\n');
    }

    private static String share(Share share) {
        return String.format(Locale.ROOT, "%d of %d (%.1f %%)", share.count(), share.total(), share.percent());
    }
}

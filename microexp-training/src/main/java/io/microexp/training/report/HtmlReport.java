package io.microexp.training.report;

import static j2html.TagCreator.body;
import static j2html.TagCreator.caption;
import static j2html.TagCreator.div;
import static j2html.TagCreator.document;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.footer;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.head;
import static j2html.TagCreator.header;
import static j2html.TagCreator.html;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.img;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.style;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.text;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.title;
import static j2html.TagCreator.tr;

import io.microexp.Emotion;
import io.microexp.image.GrayImage;
import io.microexp.image.awt.AwtImages;
import io.microexp.training.eval.Accuracy;
import io.microexp.training.eval.ClassScores;
import io.microexp.training.eval.Evaluation;
import io.microexp.training.eval.EvaluationReport;
import io.microexp.training.eval.Interval;
import io.microexp.training.eval.Mistake;
import j2html.tags.DomContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** An evaluation as one HTML page that needs no other file and no network, readable in light and dark. */
public final class HtmlReport {
    /** A class below this F1 is drawn in the warning color. */
    private static final double WEAK_F1 = 0.60;
    /** From this share of a row on, light text reads better on the cell's ground than dark text. */
    private static final double STRONG_SHARE = 0.72;

    private final EvaluationReport report;
    private final Evaluation evaluation;
    private final ReportDetails details;

    private HtmlReport(EvaluationReport report, ReportDetails details) {
        this.report = report;
        this.details = details;
        this.evaluation = report.evaluation();
    }

    /**
     * Returns the page.
     *
     * @param report the figures
     * @param details what the page shows beside them
     * @return an HTML document
     */
    public static String render(EvaluationReport report, ReportDetails details) {
        return new HtmlReport(report, details).render();
    }

    private String render() {
        String name = report.model() + " on " + report.usage();
        return document(html(
                        head(
                                meta().withCharset("utf-8"),
                                meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                                meta().withName("color-scheme").withContent("light dark"),
                                title(name),
                                style(rawHtml(css()))),
                        body(main(
                                heading(),
                                figures(),
                                section(h2("Classes"), classTable()),
                                section(h2("Confusion matrix"), confusionTable()),
                                section(h2("Calibration"), calibration()),
                                // the published figures are of FER2013's labels
                                iff(
                                        evaluation.labels().equals(Emotion.FER2013),
                                        section(h2("Size and accuracy"), sizeAndAccuracy())),
                                each(details.trainingCurves().stream().map(HtmlReport::trainingCurves)),
                                iff(!details.mistakes().isEmpty(), section(h2("Worst mistakes"), mistakes())),
                                notes())))
                .withLang("en"));
    }

    private DomContent heading() {
        String[] words = report.model().split(" ");
        return header(h1(words[0]))
                .with(Arrays.stream(words).skip(1).map(word -> p(word)))
                .with(
                        p(format("%s, %,d faces, backend %s", report.usage(), evaluation.count(), report.backend())),
                        p(format("%,d parameters, %,d multiply-adds an image", report.parameters(), report.macs())));
    }

    private DomContent figures() {
        return div().withClass("figures")
                .with(accuracy("Accuracy", Accuracy.of(evaluation)))
                .with(report.unseen().stream().map(part -> accuracy("Accuracy, unseen faces", part)))
                .with(
                        figureOf("Macro-F1", format("%.3f", evaluation.macroF1()), "mean over classes"),
                        figureOf(
                                "Calibration error",
                                format("%.3f", evaluation.expectedCalibrationError()),
                                format("expected, %d bins", Evaluation.BINS)),
                        figureOf(
                                "Log loss",
                                format("%.3f", evaluation.negativeLogLikelihood()),
                                format("nats; Brier score %.3f", evaluation.brierScore())));
    }

    private static DomContent accuracy(String name, Accuracy accuracy) {
        Interval interval = accuracy.interval();
        return figureOf(
                name,
                format("%.1f %%", 100 * accuracy.share()),
                format(
                        "%.1f to %.1f (95 %%); %,d of %,d",
                        100 * interval.low(), 100 * interval.high(), accuracy.correct(), accuracy.count()));
    }

    private static DomContent figureOf(String name, String value, String detail) {
        return div(
                span(name).withClass("name"),
                span(value).withClass("value"),
                span(detail).withClass("detail"));
    }

    private DomContent classTable() {
        return scrollable(table(
                caption(format("Bars: F1; below %.2f, the thin line, it is red.", WEAK_F1)),
                thead(tr(
                        heading("class", "col"),
                        heading("precision", "col"),
                        heading("recall", "col"),
                        heading("F1", "col"),
                        th().withClass("plot"),
                        heading("faces", "col"))),
                tbody(each(evaluation.classes(), HtmlReport::classRow))));
    }

    private static DomContent classRow(ClassScores scores) {
        String weak = scores.f1() < WEAK_F1 ? " weak" : "";
        return tr(
                heading(scores.label().label(), "row"),
                td(format("%.3f", scores.precision())),
                td(format("%.3f", scores.recall())),
                td(format("%.3f", scores.f1())).withClass("f1" + weak),
                td(div(div().withClass("bar" + weak).withStyle(format("width:%.1f%%", 100 * scores.f1())))
                                .withClass("track")
                                .withStyle(format("--weak-below:%.1f%%", 100 * WEAK_F1)))
                        .withClass("plot"),
                td(format("%,d", scores.support())));
    }

    private DomContent confusionTable() {
        int[][] matrix = evaluation.confusionMatrix();
        return scrollable(table(
                        caption("Rows: true class. Columns: answer. Color: share of the row."),
                        thead(tr(th(), each(evaluation.labels(), label -> heading(label.label(), "col")))),
                        tbody(each(
                                IntStream.range(0, matrix.length).boxed().toList(),
                                row -> confusionRow(evaluation.labels().get(row), matrix[row], row))))
                .withClass("heat"));
    }

    private static DomContent confusionRow(Emotion label, int[] cells, int truth) {
        int support = Math.max(1, IntStream.of(cells).sum());
        return tr(
                heading(label.label(), "row"),
                each(
                        IntStream.range(0, cells.length).boxed().toList(),
                        column -> confusionCell(cells[column], (double) cells[column] / support, column == truth)));
    }

    private static DomContent confusionCell(int count, double share, boolean right) {
        return td(
                        text(format("%,d", count)),
                        span(format("%.0f %%", 100 * share)).withClass("share"))
                .withClass((right ? "right" : "wrong") + (share > STRONG_SHARE ? " strong" : ""))
                .withStyle(format("--share:%.1f%%", 100 * share));
    }

    private DomContent calibration() {
        return div().withClass("plots")
                .with(
                        plot(
                                Charts.reliabilityDiagram(evaluation),
                                "Accuracy by top probability; dashed: perfect calibration"),
                        plot(Charts.confidenceHistogram(evaluation), "Faces by top probability"));
    }

    private DomContent sizeAndAccuracy() {
        String description = "Diamonds: the figures that the paper's Table 1 gives for FER2013's test set, published by"
                + " others and not measured here. Circle: this model, measured on " + report.usage()
                + ". The horizontal axis is logarithmic";
        return div(plot(Charts.sizeAndAccuracy(report.parameters(), evaluation.accuracy()), description))
                .withClass("single");
    }

    private static DomContent trainingCurves(byte[] svg) {
        return section(h2("Training"), plot(svg, "Accuracy and loss by epoch; training faces are augmented"));
    }

    private DomContent mistakes() {
        return div(
                p("This page holds images of the data set and must not be published with them.")
                        .withClass("warning"),
                p(format(
                        "The %d wrong answers of the highest probability, with their index in %s.",
                        details.mistakes().size(), report.usage())),
                div(each(details.mistakes(), HtmlReport::mistake)).withClass("faces"));
    }

    private static DomContent mistake(Mistake mistake) {
        String truth = mistake.truth().label();
        String answer = mistake.answer().label();
        return figure(
                image("image/png", png(mistake.image()), "face " + mistake.face() + ", " + truth),
                figcaption(
                        span(format("%s %.2f", answer, mistake.confidence())).withClass("answer"),
                        span("is " + truth),
                        span(format("#%,d", mistake.face()))));
    }

    private static byte[] png(GrayImage image) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(AwtImages.toBufferedImage(image), "png", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    /** An image of its own document, so that the ids inside two drawings cannot meet. */
    private static DomContent plot(byte[] svg, String description) {
        return figure(image("image/svg+xml", svg, description), figcaption(description));
    }

    private static DomContent image(String type, byte[] content, String description) {
        String data = Base64.getEncoder().encodeToString(content);
        return img().withSrc("data:" + type + ";base64," + data).withAlt(description);
    }

    private DomContent notes() {
        return footer(
                p("Accuracy carries its Wilson interval: smaller differences may be chance. Macro-F1 weighs"
                        + " every class that has faces alike. The calibration error is the mean distance between"
                        + " top probability and accuracy."),
                iff(
                        report.unseen().isPresent(),
                        p("Unseen faces are those that do not stand byte for byte in the training split.")),
                p("Labels are annotators' readings of apparent expressions, not of what a person feels."));
    }

    private static DomContent heading(String text, String scope) {
        return th(text).attr("scope", scope);
    }

    private static DomContent scrollable(DomContent table) {
        return div(table).withClass("scroll");
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static String css() {
        try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("report.css is missing from this jar", e);
        }
    }
}

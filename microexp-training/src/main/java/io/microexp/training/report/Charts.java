package io.microexp.training.report;

import io.microexp.training.eval.Evaluation;
import io.microexp.training.eval.ReliabilityBin;
import io.microexp.training.io.AtomicFiles;
import io.microexp.training.network.Table1;
import io.microexp.training.train.EpochMetrics;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Plots of training and evaluation. Needs no display.
 */
public final class Charts {
    private static final int WIDTH = 520;
    private static final int HEIGHT = 360;
    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    private static final BasicStroke LINE = new BasicStroke(2, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    private static final BasicStroke HAIRLINE = new BasicStroke(0.5f);

    /** From the palette of Okabe and Ito, which color-blind readers can tell apart. */
    private static final Color TRAIN = new Color(0x0072B2);

    private static final Color VALIDATION = new Color(0xD55E00);

    /** Readable on white and on near-black. */
    private static final Color TEXT = new Color(0x7A7A7A);

    /** Visible on both, too. */
    private static final Color MODEL = new Color(0x3A8FC8);

    private static final Color GRID = new Color(0x80, 0x80, 0x80, 0x55);
    private static final Color TRANSPARENT = new Color(0, 0, 0, 0);

    private Charts() {}

    /**
     * Draws accuracy and loss per epoch, side by side.
     *
     * @param log at least one epoch; NaN leaves a gap
     * @param target the file to create or replace; ends in {@code .svg} or {@code .png}
     * @throws IllegalArgumentException if there is no epoch, or the name ends otherwise
     * @throws IOException if the file cannot be written
     */
    public static void trainingCurves(List<EpochMetrics> log, Path target) throws IOException {
        Figure figure = trainingFigure(log, Color.WHITE);
        String name = target.toString();
        if (name.endsWith(".svg")) {
            write(target, figure::writeSvg);
        } else if (name.endsWith(".png")) {
            write(target, figure::writePng);
        } else {
            throw new IllegalArgumentException("Expected a file name that ends in .svg or .png, found " + target);
        }
    }

    /**
     * Draws the same curves on a transparent background, for a page in light or dark.
     *
     * @param log at least one epoch; NaN leaves a gap
     * @return an SVG document
     * @throws IllegalArgumentException if there is no epoch
     */
    public static byte[] trainingCurves(List<EpochMetrics> log) {
        return svg(trainingFigure(log, TRANSPARENT));
    }

    private static Figure trainingFigure(List<EpochMetrics> log, Color background) {
        if (log.isEmpty()) {
            throw new IllegalArgumentException("Expected the log of at least one epoch, found an empty one");
        }
        return new Figure(List.of(
                curves("accuracy", log, EpochMetrics::trainAccuracy, EpochMetrics::validAccuracy, background),
                curves("loss", log, EpochMetrics::trainLoss, EpochMetrics::validLoss, background)));
    }

    /**
     * Accuracy by size as in the paper's Fig. 5, as SVG: diamonds, the figures that the paper gives for the networks
     * of its Table 1; a circle, one model as it was measured.
     */
    static byte[] sizeAndAccuracy(long parameters, double accuracy) {
        XYChart chart = xyChart("parameters in millions", "accuracy in percent", TRANSPARENT);
        chart.getStyler().setLegendPosition(LegendPosition.InsideSE);
        chart.getStyler().setXAxisLogarithmic(true).setXAxisMin(0.5).setXAxisMax(500.0);
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        List<Table1> networks = Arrays.stream(Table1.values())
                .filter(network -> network.published().isPresent())
                .toList();
        List<Table1.Published> published = networks.stream()
                .map(network -> network.published().orElseThrow())
                .toList();
        chart.addSeries(
                        "published in the paper",
                        published.stream()
                                .map(Table1.Published::parametersMillions)
                                .toList(),
                        published.stream()
                                .map(Table1.Published::accuracyPercent)
                                .toList())
                .setMarker(SeriesMarkers.DIAMOND)
                .setMarkerColor(TEXT);
        chart.addSeries("measured: this model", List.of(parameters / 1e6), List.of(100 * accuracy))
                .setMarker(SeriesMarkers.CIRCLE)
                .setMarkerColor(MODEL);
        DoubleSummaryStatistics range = DoubleStream.concat(
                        published.stream().mapToDouble(Table1.Published::accuracyPercent),
                        DoubleStream.of(100 * accuracy))
                .summaryStatistics();
        double margin = (range.getMax() - range.getMin()) / 8;
        chart.getStyler().setYAxisMin(range.getMin() - margin).setYAxisMax(range.getMax() + margin);
        chart.getStyler().setYAxisDecimalPattern("0.#");
        for (int i = 0; i < networks.size(); i++) {
            Table1.Published figures = published.get(i);
            chart.addAnnotation(new AnnotationText(
                    networks.get(i).title(),
                    figures.parametersMillions(),
                    figures.accuracyPercent() + margin / 2,
                    false));
        }
        return svg(new Figure(List.of(chart)));
    }

    /** Returns the observed accuracy in each bin of confidence against the line of perfect calibration, as SVG. */
    static byte[] reliabilityDiagram(Evaluation evaluation) {
        List<ReliabilityBin> bins =
                evaluation.reliability().stream().filter(bin -> bin.count() > 0).toList();
        XYChart chart = xyChart("top probability", "accuracy", TRANSPARENT);
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0).setYAxisMin(0.0).setYAxisMax(1.0);
        chart.addSeries("perfect", List.of(0.0, 1.0), List.of(0.0, 1.0))
                .setMarker(SeriesMarkers.NONE)
                .setLineStyle(SeriesLines.DASH_DASH)
                .setLineColor(TEXT);
        chart.addSeries(
                        "model",
                        bins.stream().map(ReliabilityBin::confidence).toList(),
                        bins.stream().map(ReliabilityBin::accuracy).toList())
                .setMarker(SeriesMarkers.CIRCLE)
                .setMarkerColor(MODEL)
                .setLineStyle(LINE)
                .setLineColor(MODEL);
        return svg(new Figure(List.of(chart)));
    }

    /** Returns the number of faces in each bin of confidence, as SVG. */
    static byte[] confidenceHistogram(Evaluation evaluation) {
        List<Double> edges = new ArrayList<>();
        List<Integer> counts = new ArrayList<>();
        for (ReliabilityBin bin : evaluation.reliability()) {
            edges.add(bin.low());
            counts.add(bin.count());
        }
        edges.add(1.0);
        counts.add(counts.get(counts.size() - 1));
        XYChart chart = xyChart("top probability", "faces", TRANSPARENT);
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0).setYAxisMin(0.0);
        chart.addSeries("faces", edges, counts)
                .setXYSeriesRenderStyle(XYSeriesRenderStyle.StepArea)
                .setMarker(SeriesMarkers.NONE)
                .setLineColor(MODEL)
                .setFillColor(MODEL);
        return svg(new Figure(List.of(chart)));
    }

    private static XYChart curves(
            String yTitle,
            List<EpochMetrics> log,
            ToDoubleFunction<EpochMetrics> train,
            ToDoubleFunction<EpochMetrics> validation,
            Color background) {
        XYChart chart = xyChart("epoch", yTitle, background);
        chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
        chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
        chart.getStyler().setXAxisDecimalPattern("0");
        addCurve(chart, "train", log, train, TRAIN);
        addCurve(chart, "validation", log, validation, VALIDATION);
        return chart;
    }

    private static void addCurve(
            XYChart chart, String name, List<EpochMetrics> log, ToDoubleFunction<EpochMetrics> value, Color color) {
        double[] epochs = log.stream().mapToDouble(EpochMetrics::epoch).toArray();
        XYSeries line =
                chart.addSeries(name, epochs, log.stream().mapToDouble(value).toArray());
        line.setLineColor(color).setLineStyle(LINE);
        line.setMarkerColor(color);
        line.setMarker(log.size() == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    }

    private static XYChart xyChart(String xTitle, String yTitle, Color background) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .xAxisTitle(xTitle)
                .yAxisTitle(yTitle)
                .build();
        style(chart.getStyler(), background);
        chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
        return chart;
    }

    private static void style(AxesChartStyler styler, Color background) {
        styler.setBaseFont(FONT).setChartBackgroundColor(background).setPlotBackgroundColor(background);
        styler.setPlotBorderVisible(false).setChartFontColor(TEXT).setChartTitleVisible(false);
        styler.setLegendBackgroundColor(TRANSPARENT)
                .setLegendBorderColor(TRANSPARENT)
                .setLegendFont(FONT);
        styler.setAxisTitleFont(FONT).setAxisTickLabelsFont(FONT).setAxisTickLabelsColor(TEXT);
        styler.setAxisTickMarksColor(TEXT).setPlotGridLinesColor(GRID).setPlotGridLinesStroke(HAIRLINE);
        styler.setAnnotationTextFont(FONT).setAnnotationTextFontColor(TEXT);
        styler.setXAxisTitleColor(TEXT);
        styler.setYAxisTitleColor(TEXT);
    }

    private static byte[] svg(Figure figure) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            figure.writeSvg(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    private static void write(Path target, Writer writer) throws IOException {
        AtomicFiles.write(target, file -> {
            try (OutputStream out = Files.newOutputStream(file)) {
                writer.write(out);
            }
        });
    }

    private interface Writer {
        void write(OutputStream out) throws IOException;
    }
}

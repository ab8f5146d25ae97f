package io.microexp.training.report;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.knowm.xchart.XYChart;

/** Charts side by side in one image. */
final class Figure {
    /** Pixels a point, for sharp bitmaps on dense screens. */
    private static final int SCALE = 2;

    private final List<XYChart> charts;
    private final int width;
    private final int height;

    Figure(List<XYChart> charts) {
        this.charts = charts;
        this.width = charts.stream().mapToInt(XYChart::getWidth).sum();
        this.height = charts.stream().mapToInt(XYChart::getHeight).max().orElseThrow();
    }

    void writeSvg(OutputStream out) throws IOException {
        VectorGraphics2D graphics = new VectorGraphics2D();
        paint(graphics);
        new SVGProcessor()
                .getDocument(graphics.getCommands(), new PageSize(width, height))
                .writeTo(out);
    }

    void writePng(OutputStream out) throws IOException {
        BufferedImage image = new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.scale(SCALE, SCALE);
            paint(graphics);
        } finally {
            graphics.dispose();
        }
        // ImageIO's own choice is a temporary file, with a shutdown hook that fails in a process about to end
        try (ImageOutputStream png = new MemoryCacheImageOutputStream(out)) {
            ImageIO.write(image, "png", png);
        }
    }

    private void paint(Graphics2D graphics) {
        int left = 0;
        for (XYChart chart : charts) {
            Graphics2D part = (Graphics2D) graphics.create();
            part.translate(left, 0);
            chart.paint(part, chart.getWidth(), chart.getHeight());
            part.dispose();
            left += chart.getWidth();
        }
    }
}

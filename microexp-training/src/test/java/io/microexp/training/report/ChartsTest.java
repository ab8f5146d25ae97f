package io.microexp.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.training.train.EpochMetrics;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ChartsTest {
    @TempDir
    Path folder;

    private static final List<EpochMetrics> LOG = List.of(
            epoch(1, 1.8, 0.3, 1.7, Double.NaN),
            epoch(2, 1.4, 0.5, 1.5, 0.45),
            epoch(3, 1.1, 0.6, 1.3, 0.52),
            epoch(4, 1.0, 0.66, 1.25, 0.54));

    private static EpochMetrics epoch(
            int epoch, double trainLoss, double trainAccuracy, double validLoss, double validAccuracy) {
        return new EpochMetrics(epoch, 1e-3f, trainLoss, trainAccuracy, validLoss, validAccuracy, 100, 1);
    }

    @Test
    void drawsTrainingCurvesAsPng() throws IOException {
        Path png = folder.resolve("curves/run.png");

        Charts.trainingCurves(LOG, png);

        BufferedImage image = ImageIO.read(png.toFile());
        assertThat(image.getWidth()).isEqualTo(2080);
        assertThat(image.getHeight()).isEqualTo(720);
        assertThat(pixelsOf(image, 0x0072B2, 0, 1040))
                .as("train accuracy, left")
                .isGreaterThan(1000);
        assertThat(pixelsOf(image, 0xD55E00, 1040, 2080))
                .as("validation loss, right")
                .isGreaterThan(1000);
    }

    @Test
    void drawsTrainingCurvesAsSvg() throws Exception {
        Path svg = folder.resolve("run.svg");

        Charts.trainingCurves(LOG, svg);

        Element root = parse(Files.readAllBytes(svg));
        assertThat(root.getTagName()).isEqualTo("svg");
        assertThat(root.getElementsByTagName("path").getLength()).isGreaterThan(4);
    }

    /** Whether it is better or worse than all of the published ones; a circle is in the legend, too. */
    @ParameterizedTest
    @ValueSource(doubles = {0.2, 0.7, 0.95})
    void drawsTheModelBesideThePublishedNetworks(double accuracy) throws Exception {
        Element root = parse(Charts.sizeAndAccuracy(1_242_839, accuracy));

        NodeList circles = root.getElementsByTagName("ellipse");
        assertThat(circles.getLength()).isEqualTo(1 + 1);
        double y = Double.parseDouble(((Element) circles.item(0)).getAttribute("cy"));
        assertThat(y).as("height of the model's circle").isBetween(20.0, 300.0);
    }

    @Test
    void drawsASingleEpoch() throws IOException {
        Path png = folder.resolve("run.png");

        Charts.trainingCurves(LOG.subList(0, 1), png);

        assertThat(pixelsOf(ImageIO.read(png.toFile()), 0x0072B2, 0, 1040)).isPositive();
    }

    @Test
    void refusesWhatItCannotDraw() {
        assertThatThrownBy(() -> Charts.trainingCurves(LOG, folder.resolve("run.gif")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(".svg or .png", "run.gif");
        assertThatThrownBy(() -> Charts.trainingCurves(List.of(), folder.resolve("run.png")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one epoch");
        assertThat(folder).isEmptyDirectory();
    }

    private static long pixelsOf(BufferedImage image, int rgb, int left, int right) {
        long count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = left; x < right; x++) {
                count += (image.getRGB(x, y) & 0xFFFFFF) == rgb ? 1 : 0;
            }
        }
        return count;
    }

    private static Element parse(byte[] svg) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(svg)).getDocumentElement();
    }
}

package io.microexp.training.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    private final Map<String, List<Double>> accuracy = new LinkedHashMap<>();
    private final Map<String, List<Double>> loss = new LinkedHashMap<>();

    ChartsTest() {
        accuracy.put("train", List.of(0.3, 0.5, 0.6, 0.66));
        accuracy.put("validation", List.of(Double.NaN, 0.45, 0.52, 0.54));
        loss.put("train", List.of(1.8, 1.4, 1.1, 1.0));
        loss.put("validation", List.of(1.7, 1.5, 1.3, 1.25));
    }

    @Test
    void drawsTrainingCurvesAsPng() throws IOException {
        Path png = folder.resolve("curves/run.png");

        Charts.trainingCurves(accuracy, loss, png);

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

        Charts.trainingCurves(accuracy, loss, svg);

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

        Charts.trainingCurves(Map.of("train", List.of(0.5)), Map.of("train", List.of(1.0)), png);

        assertThat(pixelsOf(ImageIO.read(png.toFile()), 0x0072B2, 0, 1040)).isPositive();
    }

    @Test
    void refusesWhatItCannotDraw() {
        Path png = folder.resolve("run.png");
        assertThatThrownBy(() -> Charts.trainingCurves(accuracy, loss, folder.resolve("run.gif")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(".svg or .png", "run.gif");
        assertThatThrownBy(() -> Charts.trainingCurves(accuracy, Map.of(), png))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("series of loss");
        assertThatThrownBy(() -> Charts.trainingCurves(Map.of("train", List.of()), loss, png))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("series of accuracy");
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

package io.microexp.opencv;

import io.microexp.DataFormatException;
import io.microexp.internal.FileBytes;
import io.microexp.internal.Text;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * A cascade file that is checked and rewritten. OpenCV would follow the indices of a damaged file out of its memory,
 * which ends the process. It therefore gets only numbers that were checked here, in text that was written here.
 */
final class CascadeFile {
    private static final int MAX_BYTES = 32 << 20;
    private static final int MAX_SIDE = 1024;
    /** An LBP code has eight bits. */
    private static final int LBP_CODES = 256;
    /** A node begins with its left and right successor and its feature. */
    private static final int NODE_HEAD = 3;

    private final StringBuilder out = new StringBuilder("<?xml version=\"1.0\"?>\n<opencv_storage><cascade>\n");
    private final int width;
    private final int height;
    private final int features;
    /** Whether features are LBP codes and thresholds sets of them, rather than Haar features and numbers. */
    private final boolean lbp;

    private CascadeFile(Element cascade) {
        requireText(cascade, "stageType", "BOOST");
        this.lbp = child(cascade, "featureType").getTextContent().strip().equals("LBP");
        if (!lbp) {
            requireText(cascade, "featureType", "HAAR");
        }
        this.width = integer(child(cascade, "width"), 1, MAX_SIDE);
        this.height = integer(child(cascade, "height"), 1, MAX_SIDE);
        int codes = lbp ? LBP_CODES : 0;
        integer(child(child(cascade, "featureParams"), "maxCatCount"), codes, codes);
        List<Element> all = items(child(cascade, "features"));
        this.features = all.size();
        write("stageType", "BOOST");
        write("featureType", lbp ? "LBP" : "HAAR");
        write("height", height);
        write("width", width);
        write("featureParams", "<maxCatCount>" + codes + "</maxCatCount>");
        List<Element> stages = items(child(cascade, "stages"));
        write("stageNum", stages.size());
        out.append("<stages>\n");
        stages.forEach(this::stage);
        out.append("</stages><features>\n");
        all.forEach(this::feature);
        out.append("</features></cascade></opencv_storage>\n");
    }

    /**
     * Reads a file.
     *
     * @return an equal cascade in OpenCV's XML form
     * @throws DataFormatException if it cannot be read or is not a cascade
     */
    static String read(Path file) {
        try {
            byte[] bytes = FileBytes.read(file, MAX_BYTES);
            Element root = parser().parse(new ByteArrayInputStream(bytes)).getDocumentElement();
            return new CascadeFile(items(root).get(0)).out.toString();
        } catch (IOException e) {
            throw new DataFormatException(
                    "Cascade " + file + ": expected a readable file, found: " + FileBytes.reason(e), e);
        } catch (SAXException | IllegalArgumentException e) {
            throw new DataFormatException(
                    "Cascade " + file
                            + ": expected a Haar or LBP cascade in the XML form of OpenCV 2.4 and newer, found"
                            + " something else or a damaged file (" + Text.printable(String.valueOf(e.getMessage()))
                            + "). Copy it again, or use FaceDetector.open(), which needs no file",
                    e);
        }
    }

    private static DocumentBuilder parser() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder parser = factory.newDocumentBuilder();
            parser.setErrorHandler(null); // errors are thrown and not printed as well
            return parser;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("This JDK's XML parser cannot refuse document types", e);
        }
    }

    private void stage(Element stage) {
        out.append("<_><stageThreshold>")
                .append(number(text(child(stage, "stageThreshold"))))
                .append("</stageThreshold><weakClassifiers>\n");
        items(child(stage, "weakClassifiers")).forEach(this::tree);
        out.append("</weakClassifiers></_>\n");
    }

    /* nodes in a row; a successor above 0 is a node further on, another the leaf of the negated index */
    private void tree(Element tree) {
        String[] values = words(child(tree, "internalNodes"));
        int length = NODE_HEAD + (lbp ? LBP_CODES / Integer.SIZE : 1);
        int nodes = values.length / length;
        require(nodes > 0 && values.length % length == 0, length + " values per node", values.length);
        StringJoiner written = new StringJoiner(" ");
        for (int i = 0; i < values.length; i++) {
            int node = i / length;
            switch (i % length) {
                case 0, 1 -> {
                    int next = integer(values[i], -nodes, nodes - 1);
                    require(next <= 0 || next > node, "a successor after node " + node, next);
                    written.add(String.valueOf(next));
                }
                case 2 -> written.add(String.valueOf(integer(values[i], 0, features - 1)));
                default ->
                    written.add(
                            lbp
                                    ? String.valueOf(integer(values[i], Integer.MIN_VALUE, Integer.MAX_VALUE))
                                    : number(values[i]));
            }
        }
        String[] leaves = words(child(tree, "leafValues"));
        require(leaves.length == nodes + 1, (nodes + 1) + " leaves", leaves.length);
        out.append("<_>");
        write("internalNodes", written);
        write("leafValues", numbers(leaves));
        out.append("</_>\n");
    }

    private void feature(Element feature) {
        out.append("<_>");
        if (lbp) {
            // the block at the upper left of three times three
            String[] values = words(child(feature, "rect"));
            require(values.length == 4, "4 values of a rectangle", values.length);
            write("rect", box(values, 3, false));
        } else {
            List<Element> weighted = items(child(feature, "rects"));
            require(weighted.size() <= 3, "at most 3 rectangles", weighted.size());
            Element marked = optional(feature, "tilted");
            boolean tilted = marked != null && integer(marked, 0, 1) == 1;
            StringBuilder rects = new StringBuilder();
            for (Element rect : weighted) {
                String[] values = words(rect);
                require(values.length == 5, "5 values of a weighted rectangle", values.length);
                rects.append("<_>")
                        .append(box(values, 1, tilted))
                        .append(' ')
                        .append(number(values[4]))
                        .append("</_>");
            }
            write("rects", rects);
            write("tilted", tilted ? 1 : 0);
        }
        out.append("</_>\n");
    }

    /* a tilted rectangle hangs from its upper corner, its sides w right and down and h left and down */
    private String box(String[] values, int blocks, boolean tilted) {
        int x = integer(values[0], 0, width);
        int y = integer(values[1], 0, height);
        int w = integer(values[2], 1, width);
        int h = integer(values[3], 1, height);
        boolean inside = tilted
                ? x - h >= 0 && x + w <= width && y + w + h <= height
                : x + blocks * w <= width && y + blocks * h <= height;
        require(inside, "a rectangle in " + width + "x" + height, String.join(" ", values));
        return x + " " + y + " " + w + " " + h;
    }

    private void write(String name, Object content) {
        out.append('<').append(name).append('>').append(content);
        out.append("</").append(name).append(">\n");
    }

    private static String numbers(String[] words) {
        StringJoiner numbers = new StringJoiner(" ");
        for (String word : words) {
            numbers.add(number(word));
        }
        return numbers.toString();
    }

    /** The text of a finite number, which OpenCV reads as written. */
    private static String number(String word) {
        double value = Double.parseDouble(word);
        require(Math.abs(value) <= Float.MAX_VALUE, "a finite number", word);
        return String.valueOf(value);
    }

    private static int integer(Element element, int least, int most) {
        return integer(text(element), least, most);
    }

    private static int integer(String word, int least, int most) {
        int value = Integer.parseInt(word);
        require(value >= least && value <= most, "a number of " + least + ".." + most, word);
        return value;
    }

    private static void requireText(Element parent, String name, String expected) {
        String found = text(child(parent, name));
        require(found.equals(expected), name + " " + expected, found);
    }

    private static void require(boolean condition, String expected, Object found) {
        if (!condition) {
            throw new IllegalArgumentException("expected " + expected + ", found " + found);
        }
    }

    private static String[] words(Element element) {
        return text(element).split("[ \t\r\n]+");
    }

    private static String text(Element element) {
        return element.getTextContent().strip();
    }

    private static Element child(Element parent, String name) {
        Element child = optional(parent, name);
        require(child != null, "an element " + name + " in " + parent.getTagName(), "none");
        return child;
    }

    private static Element optional(Element parent, String name) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                return element;
            }
        }
        return null;
    }

    private static List<Element> items(Element parent) {
        List<Element> items = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                items.add(element);
            }
        }
        require(!items.isEmpty(), "elements in " + parent.getTagName(), "none");
        return items;
    }
}

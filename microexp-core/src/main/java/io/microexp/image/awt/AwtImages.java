package io.microexp.image.awt;

import io.microexp.DataFormatException;
import io.microexp.image.GrayImage;
import io.microexp.image.PixelBuffer;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Reads image files and converts between {@link BufferedImage} and {@link GrayImage}.
 *
 * <p>Thread safety: stateless.
 */
public final class AwtImages {
    /* the JPEG reader only warns of a file that ends early, and fills the rest with grey */
    private static final Pattern TRUNCATION = Pattern.compile("truncated|premature", Pattern.CASE_INSENSITIVE);

    private AwtImages() {}

    /**
     * Reads an image file in any format ImageIO knows (PNG, JPEG, GIF, BMP, WBMP, TIFF). An orientation in EXIF data
     * is not applied.
     *
     * @param file the file
     * @return its first image
     * @throws DataFormatException if the file cannot be read, is no image, or is damaged or cut short
     */
    public static BufferedImage read(Path file) {
        if (!Files.isReadable(file)) {
            throw new DataFormatException("Image " + file + ": expected a readable file, found none");
        }
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new DataFormatException("Image " + file
                        + ": expected PNG, JPEG, GIF, BMP, WBMP or TIFF, found another format in " + Files.size(file)
                        + " bytes");
            }
            return read(readers.next(), in);
        } catch (IOException | RuntimeException e) {
            if (e instanceof DataFormatException) {
                throw (DataFormatException) e;
            }
            // readers answer damage with many kinds of unchecked exception
            throw new DataFormatException("Image " + file + " is damaged: " + e, e);
        }
    }

    private static BufferedImage read(ImageReader reader, ImageInputStream in) throws IOException {
        String[] truncation = new String[1];
        try {
            reader.setInput(in, true, true);
            reader.addIIOReadWarningListener((source, warning) -> {
                if (TRUNCATION.matcher(warning).find()) {
                    truncation[0] = warning;
                }
            });
            BufferedImage image = reader.read(0);
            if (truncation[0] != null) {
                throw new IOException(truncation[0]);
            }
            return image;
        } finally {
            reader.dispose();
        }
    }

    /**
     * Grey by BT.601's luma as in {@link PixelBuffer}; the samples of a grey image are taken as they stand (16-bit
     * ones by their upper half), without the gamma that {@link BufferedImage#getRGB(int, int)} would apply to them.
     * Alpha is ignored.
     *
     * @param image the image; not modified
     * @return an image of its own memory
     */
    public static GrayImage toGray(BufferedImage image) {
        return isGray(image.getColorModel()) ? graySamples(image) : luma(image);
    }

    private static boolean isGray(ColorModel model) {
        return model.getColorSpace().getType() == ColorSpace.TYPE_GRAY
                && !(model instanceof IndexColorModel)
                && model.getComponentSize(0) >= Byte.SIZE;
    }

    private static GrayImage graySamples(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int excessBits = image.getColorModel().getComponentSize(0) - Byte.SIZE;
        int[] samples = image.getRaster().getSamples(0, 0, width, height, 0, (int[]) null);
        byte[] gray = new byte[samples.length];
        for (int i = 0; i < gray.length; i++) {
            gray[i] = (byte) (samples[i] >> excessBits);
        }
        return GrayImage.wrap(gray, 0, width, width, height);
    }

    private static GrayImage luma(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        ByteBuffer bgra = ByteBuffer.allocate(Math.multiplyExact(4, Math.multiplyExact(width, height)));
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            for (int argb : image.getRGB(0, y, width, 1, row, 0, width)) {
                bgra.putInt(Integer.reverseBytes(argb));
            }
        }
        return PixelBuffer.wrap(bgra.flip(), PixelBuffer.Encoding.BGRA8, width, height)
                .toGray();
    }

    /**
     * A copy for drawing and for image files.
     *
     * @param image the image
     * @return an image of type {@link BufferedImage#TYPE_BYTE_GRAY} whose samples are the pixels
     */
    public static BufferedImage toBufferedImage(GrayImage image) {
        BufferedImage copy = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_BYTE_GRAY);
        byte[] samples = ((DataBufferByte) copy.getRaster().getDataBuffer()).getData();
        System.arraycopy(image.toArray(), 0, samples, 0, samples.length);
        return copy;
    }
}

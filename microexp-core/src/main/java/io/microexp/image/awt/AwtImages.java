package io.microexp.image.awt;

import io.microexp.DataFormatException;
import io.microexp.image.GrayImage;
import io.microexp.image.PixelBuffer;
import io.microexp.internal.FileBytes;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads image files and converts between {@link BufferedImage} and the images of this library.
 *
 * <p>Files of any format that ImageIO knows are read: PNG, JPEG, GIF, BMP, WBMP, TIFF, and those of plug-ins on the
 * class path. The orientation in Exif data is applied, so that a phone's photograph comes out upright. Nothing is
 * written to a temporary folder.
 *
 * <p>Thread safety: safe.
 */
public final class AwtImages {
    /** The maximum number of pixels of an image by default: {@value}. */
    public static final long DEFAULT_MAX_PIXELS = 100_000_000;

    private static final int MAX_BYTES = 512 << 20;
    /* the JPEG reader only warns of a file that ends early, and fills the rest with gray */
    private static final Pattern TRUNCATION = Pattern.compile("truncated|premature", Pattern.CASE_INSENSITIVE);

    private AwtImages() {}

    /**
     * Reads an image file of at most {@link #DEFAULT_MAX_PIXELS}.
     *
     * @param file the file, on any file system
     * @return its first image, upright
     * @throws DataFormatException if the file cannot be read, is not an image, is too large, or is damaged or truncated
     */
    public static BufferedImage read(Path file) {
        return read(file, DEFAULT_MAX_PIXELS);
    }

    /**
     * Reads an image file of a bounded size. The size is checked before memory for the pixels is allocated.
     *
     * @param file the file, on any file system
     * @param maxPixels the maximum of width times height
     * @return its first image, upright
     * @throws DataFormatException if the file cannot be read, is not an image, is too large, or is damaged or truncated
     */
    public static BufferedImage read(Path file, long maxPixels) {
        try {
            return decode(FileBytes.read(file, MAX_BYTES), file.toString(), maxPixels);
        } catch (IOException e) {
            throw unreadable(file.toString(), e);
        }
    }

    /**
     * Reads an image of at most {@link #DEFAULT_MAX_PIXELS} from a stream.
     *
     * @param in the stream, read to its end and not closed
     * @return its first image, upright
     * @throws DataFormatException if the stream cannot be read, or its content is not an image, is too large, or is
     *     damaged or truncated
     */
    public static BufferedImage read(InputStream in) {
        try {
            return decode(FileBytes.read(in, MAX_BYTES), "from a stream", DEFAULT_MAX_PIXELS);
        } catch (IOException e) {
            throw unreadable("from a stream", e);
        }
    }

    /**
     * Reads an image of at most {@link #DEFAULT_MAX_PIXELS} from memory.
     *
     * @param bytes the content of an image file; not modified
     * @return its first image, upright
     * @throws DataFormatException if the content is not an image, is too large, or is damaged or truncated
     */
    public static BufferedImage read(byte[] bytes) {
        return read(new ByteArrayInputStream(bytes));
    }

    /**
     * Reads an image file in gray, as {@link #read(Path)} and {@link #toGray} do.
     *
     * @param file the file, on any file system
     * @return its first image in gray, upright
     * @throws DataFormatException if the file cannot be read, is not an image, is too large, or is damaged or truncated
     */
    public static GrayImage readGray(Path file) {
        return toGray(read(file));
    }

    /**
     * Reads an image in gray from a stream, as {@link #read(InputStream)} and {@link #toGray} do.
     *
     * @param in the stream, read to its end and not closed
     * @return its first image in gray, upright
     * @throws DataFormatException if the stream cannot be read, or its content is not an image, is too large, or is
     *     damaged or truncated
     */
    public static GrayImage readGray(InputStream in) {
        return toGray(read(in));
    }

    /**
     * Reads an image in gray from memory, as {@link #read(byte[])} and {@link #toGray} do.
     *
     * @param bytes the content of an image file; not modified
     * @return its first image in gray, upright
     * @throws DataFormatException if the content is not an image, is too large, or is damaged or truncated
     */
    public static GrayImage readGray(byte[] bytes) {
        return toGray(read(bytes));
    }

    private static DataFormatException unreadable(String name, IOException e) {
        return new DataFormatException("Image " + name + " cannot be read: " + FileBytes.reason(e), e);
    }

    private static BufferedImage decode(byte[] bytes, String name, long maxPixels) {
        if (Exif.isJpeg(bytes) && Exif.jpegComponents(bytes) == 4) {
            throw new DataFormatException(
                    "Image " + name + ": expected a gray or RGB JPEG, found CMYK or YCCK. Convert it to RGB");
        }
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new DataFormatException(
                        "Image " + name + ": expected PNG, JPEG, GIF, BMP, WBMP or TIFF, found " + otherFormat(bytes));
            }
            return Orientation.apply(Exif.orientation(bytes), decode(readers.next(), in, name, maxPixels));
        } catch (DataFormatException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // readers answer damage with many kinds of unchecked exception
            throw new DataFormatException("Image " + name + " is damaged: " + e, e);
        } catch (OutOfMemoryError e) {
            throw new DataFormatException(
                    "Image " + name + " does not fit into memory: it is damaged, or needs a larger heap (-Xmx)", e);
        }
    }

    private static BufferedImage decode(ImageReader reader, ImageInputStream in, String name, long maxPixels)
            throws IOException {
        String[] truncation = new String[1];
        try {
            reader.setInput(in, true, true);
            reader.addIIOReadWarningListener((source, warning) -> {
                if (TRUNCATION.matcher(warning).find()) {
                    truncation[0] = warning;
                }
            });
            long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
            if (pixels > maxPixels) {
                throw new DataFormatException("Image " + name + ": expected at most " + maxPixels + " pixels, found "
                        + reader.getWidth(0) + "x" + reader.getHeight(0)
                        + ". Reduce it, or raise the limit by AwtImages.read(Path, long)");
            }
            checkSamples(reader.getImageTypes(0), name);
            BufferedImage image = reader.read(0);
            if (truncation[0] != null) {
                throw new IOException(truncation[0]);
            }
            return image;
        } finally {
            reader.dispose();
        }
    }

    private static void checkSamples(Iterator<ImageTypeSpecifier> types, String name) {
        if (types.hasNext()) {
            int type = types.next().getSampleModel().getDataType();
            if (type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE) {
                throw new DataFormatException("Image " + name
                        + ": expected integer samples, found floating-point ones, whose range is unknown."
                        + " Convert it to 8 bits per sample");
            }
        }
    }

    private static String otherFormat(byte[] bytes) {
        if (FileBytes.startsWith(bytes, 0, "RIFF") && FileBytes.startsWith(bytes, 8, "WEBP")) {
            return "WebP. Convert it, or add the ImageIO plug-in com.twelvemonkeys.imageio:imageio-webp";
        }
        if (FileBytes.startsWith(bytes, 4, "ftyp")) {
            String format = FileBytes.startsWith(bytes, 8, "avi") ? "AVIF" : "HEIC or another ISO media file";
            return format + ". Convert it, or add an ImageIO plug-in for it, such as"
                    + " com.github.gotson.nightmonkeys:imageio-heif";
        }
        return "another format in " + bytes.length + " bytes";
    }

    /**
     * Converts to gray by BT.601's luma, as {@link PixelBuffer} does. The samples of a gray image are taken unchanged
     * (of 16-bit ones, the upper half), without the gamma that {@link BufferedImage#getRGB(int, int)} would apply to
     * them. Alpha is ignored.
     *
     * @param image the image; not modified
     * @return an image with its own memory
     */
    public static GrayImage toGray(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] gray = new byte[Math.multiplyExact(width, height)];
        if (isGray(image.getColorModel())) {
            graySamples(image, gray);
        } else {
            luma(image, gray);
        }
        return GrayImage.wrap(gray, width, height);
    }

    /**
     * Converts to what a face detector reads best: color where the image has color. Alpha is ignored.
     *
     * @param image the image; not modified
     * @return RGB8 with its own memory, or for a gray image MONO8 with the samples of {@link #toGray(BufferedImage)}
     */
    public static PixelBuffer toPixelBuffer(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        if (isGray(image.getColorModel())) {
            byte[] gray = new byte[Math.multiplyExact(width, height)];
            graySamples(image, gray);
            return PixelBuffer.wrap(ByteBuffer.wrap(gray), PixelBuffer.Encoding.MONO8, width, height);
        }
        byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(3, width), height)];
        byte[] row = new byte[3 * width];
        for (int y = 0; y < height; y++) {
            readRgb(image, y, row);
            System.arraycopy(row, 0, rgb, y * row.length, row.length);
        }
        return PixelBuffer.wrap(ByteBuffer.wrap(rgb), PixelBuffer.Encoding.RGB8, width, height);
    }

    /** Reads red, green and blue of a row. */
    private static void readRgb(BufferedImage image, int y, byte[] rgb) {
        int width = image.getWidth();
        if (image.getType() == BufferedImage.TYPE_3BYTE_BGR) {
            // what most files are read as; getRGB would allocate an object per pixel
            image.getRaster().getDataElements(0, y, width, 1, rgb);
            return;
        }
        int[] row = image.getRGB(0, y, width, 1, null, 0, width);
        for (int x = 0; x < width; x++) {
            rgb[3 * x] = (byte) (row[x] >> 16);
            rgb[3 * x + 1] = (byte) (row[x] >> 8);
            rgb[3 * x + 2] = (byte) row[x];
        }
    }

    private static boolean isGray(ColorModel model) {
        return model.getColorSpace().getType() == ColorSpace.TYPE_GRAY
                && !(model instanceof IndexColorModel)
                && model.getComponentSize(0) >= Byte.SIZE;
    }

    private static void graySamples(BufferedImage image, byte[] gray) {
        int width = image.getWidth();
        int excessBits = image.getColorModel().getComponentSize(0) - Byte.SIZE;
        Raster raster = image.getRaster();
        int[] row = new int[width];
        for (int y = 0; y < image.getHeight(); y++) {
            raster.getSamples(0, y, width, 1, 0, row);
            for (int x = 0; x < width; x++) {
                gray[y * width + x] = (byte) (row[x] >> excessBits);
            }
        }
    }

    private static void luma(BufferedImage image, byte[] gray) {
        int width = image.getWidth();
        byte[] rgb = new byte[Math.multiplyExact(3, width)];
        PixelBuffer pixels = PixelBuffer.wrap(ByteBuffer.wrap(rgb), PixelBuffer.Encoding.RGB8, width, 1);
        byte[] lumas = new byte[width];
        for (int y = 0; y < image.getHeight(); y++) {
            readRgb(image, y, rgb);
            pixels.toGray(0, 0, width, 1, lumas);
            System.arraycopy(lumas, 0, gray, y * width, width);
        }
    }

    /**
     * Copies an image for drawing and for image files.
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

    /** Turns and mirrors pictures as Exif's orientations 2 to 8 ask for, without changing a sample. */
    private static final class Orientation {
        static BufferedImage apply(int orientation, BufferedImage image) {
            if (orientation == Exif.UPRIGHT) {
                return image;
            }
            boolean exchanged = orientation >= 5;
            int width = image.getWidth();
            int height = image.getHeight();
            Raster from = image.getRaster();
            WritableRaster to =
                    from.createCompatibleWritableRaster(exchanged ? height : width, exchanged ? width : height);
            boolean backwards = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
            boolean fromTheEnd = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
            Object row = null;
            for (int y = 0; y < height; y++) {
                row = from.getDataElements(0, y, width, 1, row);
                if (backwards) {
                    reverse(row, from.getNumDataElements());
                }
                int line = fromTheEnd ? height - 1 - y : y;
                if (exchanged) {
                    to.setDataElements(line, 0, 1, width, row);
                } else {
                    to.setDataElements(0, line, width, 1, row);
                }
            }
            return new BufferedImage(image.getColorModel(), to, image.isAlphaPremultiplied(), null);
        }

        /** Reverses groups of elements in an array of any primitive type. */
        private static void reverse(Object row, int group) {
            int groups = Array.getLength(row) / group;
            Object swap = Array.newInstance(row.getClass().getComponentType(), group);
            for (int i = 0; i < groups / 2; i++) {
                int j = groups - 1 - i;
                System.arraycopy(row, i * group, swap, 0, group);
                System.arraycopy(row, j * group, row, i * group, group);
                System.arraycopy(swap, 0, row, j * group, group);
            }
        }
    }
}

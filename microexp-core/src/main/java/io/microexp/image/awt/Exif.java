package io.microexp.image.awt;

import io.microexp.internal.FileBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The orientation that a camera wrote into a JPEG, PNG or TIFF file (Exif 2.32, section 4.6.4: tag 274). A damaged or
 * missing entry counts as upright.
 */
final class Exif {
    static final int UPRIGHT = 1;

    private static final int ORIENTATION_TAG = 274;
    private static final int SHORT = 3;
    private static final int START_OF_SCAN = 0xDA;
    private static final int APP1 = 0xE1;

    private Exif() {}

    /** Returns 1 to 8. */
    static int orientation(byte[] file) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(file);
            if (isJpeg(file)) {
                return ofJpeg(bytes);
            }
            if (FileBytes.startsWith(file, 1, "PNG\r\n")) {
                return ofPng(bytes);
            }
            boolean tiff = FileBytes.startsWith(file, 0, "II*\0") || FileBytes.startsWith(file, 0, "MM\0*");
            return tiff ? ofTiff(bytes) : UPRIGHT;
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            return UPRIGHT;
        }
    }

    static boolean isJpeg(byte[] file) {
        return file.length > 3 && file[0] == (byte) 0xFF && file[1] == (byte) 0xD8 && file[2] == (byte) 0xFF;
    }

    /** Returns the number of color components that a JPEG file declares, or 0 if it declares none. */
    static int jpegComponents(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        for (int at = 2; at + 9 < file.length; at = nextSegment(bytes, at)) {
            int marker = bytes.get(at + 1) & 0xFF;
            boolean frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
            if (frame) {
                return bytes.get(at + 9) & 0xFF;
            }
            if (marker == START_OF_SCAN || bytes.get(at) != (byte) 0xFF) {
                return 0;
            }
        }
        return 0;
    }

    private static int nextSegment(ByteBuffer bytes, int at) {
        return at + 2 + (bytes.getShort(at + 2) & 0xFFFF);
    }

    private static int ofJpeg(ByteBuffer bytes) {
        for (int at = 2; bytes.get(at) == (byte) 0xFF; at = nextSegment(bytes, at)) {
            int marker = bytes.get(at + 1) & 0xFF;
            if (marker == START_OF_SCAN) {
                return UPRIGHT;
            }
            if (marker == APP1 && FileBytes.startsWith(bytes.array(), at + 4, "Exif\0\0")) {
                return ofTiff(bytes.slice(at + 10, nextSegment(bytes, at) - at - 10));
            }
        }
        return UPRIGHT;
    }

    private static int ofPng(ByteBuffer bytes) {
        for (int at = 8; ; ) {
            int length = bytes.getInt(at);
            if (FileBytes.startsWith(bytes.array(), at + 4, "eXIf")) {
                return ofTiff(bytes.slice(at + 8, length));
            }
            if (length < 0 || length > bytes.limit() || FileBytes.startsWith(bytes.array(), at + 4, "IDAT")) {
                return UPRIGHT;
            }
            at += 12 + length;
        }
    }

    private static int ofTiff(ByteBuffer tiff) {
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        int entries = tiff.getShort(directory) & 0xFFFF;
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + 12 * i;
            if ((tiff.getShort(entry) & 0xFFFF) == ORIENTATION_TAG && tiff.getShort(entry + 2) == SHORT) {
                int orientation = tiff.getShort(entry + 8);
                return orientation >= 1 && orientation <= 8 ? orientation : UPRIGHT;
            }
        }
        return UPRIGHT;
    }
}

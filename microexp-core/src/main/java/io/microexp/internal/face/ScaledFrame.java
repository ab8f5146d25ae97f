package io.microexp.internal.face;

import io.microexp.face.FaceDetectorOptions.Region;
import io.microexp.image.GrayImage;
import io.microexp.image.PixelBuffer;

/**
 * A part of a frame as this library's detectors stretch and scale it, for networks that another engine runs. Scaling it
 * otherwise changes some pixels by a gray level, and with them which of several nearly equal boxes of a face is the
 * surest.
 *
 * @param width pixels per row
 * @param height rows
 * @param bgr blue, green and red of each pixel, row-major
 */
public record ScaledFrame(int width, int height, byte[] bgr) {
    /** Scales a part of a gray image. */
    public static ScaledFrame of(GrayImage image, Region region, double scale) {
        return of(PixelRows.of(image, region), scale);
    }

    /** Scales a part of a camera frame. */
    public static ScaledFrame of(PixelBuffer frame, Region region, double scale) {
        return of(PixelRows.of(frame, region), scale);
    }

    private static ScaledFrame of(PixelRows frame, double scale) {
        PixelRows rows = StretchedRows.of(frame);
        int width = NetworkFaceDetector.scaled(rows.width(), scale);
        int height = NetworkFaceDetector.scaled(rows.height(), scale);
        Planes planes = new Planes(rows.channels(), height, width);
        planes.fill(rows, NetworkFaceDetector.all(rows), width, height, 1, 0, 2, 1, 0);
        planes.round();
        int pixels = width * height;
        byte[] bgr = new byte[PixelRows.COLOR * pixels];
        for (int i = 0; i < bgr.length; i++) {
            int channel = rows.channels() == PixelRows.GRAY ? 0 : i % PixelRows.COLOR;
            bgr[i] = (byte) planes.values[channel * pixels + i / PixelRows.COLOR];
        }
        return new ScaledFrame(width, height, bgr);
    }
}

package io.microexp.internal.face;

import io.microexp.face.FaceDetectorOptions.Region;
import io.microexp.image.GrayImage;
import io.microexp.image.PixelBuffer;

/** An image that is read row by row. */
interface PixelRows {
    int GRAY = 1;
    int COLOR = 3;

    int width();

    int height();

    /** Returns {@link #GRAY} or {@link #COLOR}: red, green and blue. */
    int channels();

    /** Reads pixels of a row. {@code channels[c]} receives those of channel c from index 0 on. */
    void read(int x, int y, int count, float[][] channels);

    /** Returns a part of a gray image. */
    static PixelRows of(GrayImage image, Region region) {
        return new PixelRows() {
            @Override
            public int width() {
                return region.width();
            }

            @Override
            public int height() {
                return region.height();
            }

            @Override
            public void read(int x, int y, int count, float[][] channels) {
                for (int i = 0; i < count; i++) {
                    channels[0][i] = image.get(region.x() + x + i, region.y() + y);
                }
            }

            @Override
            public int channels() {
                return GRAY;
            }
        };
    }

    /** Returns a part of a camera frame: red, green and blue. */
    static PixelRows of(PixelBuffer frame, Region region) {
        byte[] rgb = new byte[COLOR * region.width()];
        return new PixelRows() {
            @Override
            public int width() {
                return region.width();
            }

            @Override
            public int height() {
                return region.height();
            }

            @Override
            public void read(int x, int y, int count, float[][] channels) {
                frame.toRgb(region.x() + x, region.y() + y, count, 1, rgb);
                for (int i = 0; i < count; i++) {
                    channels[0][i] = rgb[COLOR * i] & 0xFF;
                    channels[1][i] = rgb[COLOR * i + 1] & 0xFF;
                    channels[2][i] = rgb[COLOR * i + 2] & 0xFF;
                }
            }

            @Override
            public int channels() {
                return COLOR;
            }
        };
    }
}

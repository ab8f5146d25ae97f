package io.microexp.opencv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microexp.image.GrayImage;
import io.microexp.image.PixelBuffer.Encoding;
import java.util.Random;
import java.util.concurrent.Semaphore;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MatImagesTest {
    private static final int FRAMES = 200;

    @Test
    void grayGoesThroughAMatrixUnchanged() {
        byte[] pixels = new byte[37 * 19];
        new Random(8).nextBytes(pixels);
        GrayImage view = GrayImage.of(pixels, 37, 19).view(3, 2, 31, 13);
        try (Mat mat = MatImages.toMat(view)) {
            assertThat(mat.type()).isEqualTo(opencv_core.CV_8UC1);
            assertThat(MatImages.toGray(mat).toArray()).as("seed 8").containsExactly(view.toArray());
        }
    }

    @Test
    void readsColorsAsBgrAndStridedParts() {
        try (Scalar blue = new Scalar(255, 0, 0, 0);
                Mat mat = new Mat(6, 8, opencv_core.CV_8UC3, blue);
                Rect rectangle = new Rect(2, 1, 5, 4);
                Mat part = new Mat(mat, rectangle)) {
            assertThat(MatImages.toPixelBuffer(part).encoding()).isEqualTo(Encoding.BGR8);
            GrayImage gray = MatImages.toGray(part);
            assertThat(gray.width()).isEqualTo(5);
            assertThat(gray.height()).isEqualTo(4);
            assertThat(gray.toArray()).containsOnly(29);
        }
        try (Scalar red = new Scalar(0, 0, 255, 7);
                Mat mat = new Mat(2, 2, opencv_core.CV_8UC4, red)) {
            assertThat(MatImages.toPixelBuffer(mat).encoding()).isEqualTo(Encoding.BGRA8);
            assertThat(MatImages.toGray(mat).toArray()).containsOnly(76);
        }
    }

    @Test
    void refusesOtherMatrices() {
        try (Mat empty = new Mat();
                Mat floats = new Mat(2, 2, opencv_core.CV_32FC1);
                Mat pairs = new Mat(2, 2, opencv_core.CV_8UC2)) {
            assertThatThrownBy(() -> MatImages.toGray(empty)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> MatImages.toGray(floats))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("8-bit");
            assertThatThrownBy(() -> MatImages.toGray(pairs))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1, 3 or 4 channels");
        }
    }

    @Test
    @DisplayName("A matrix that only the call refers to is not freed during it")
    void readsNoFreedMemory() throws Exception {
        Semaphore begun = new Semaphore(0);
        Semaphore collected = new Semaphore(0);
        Thread collector = new Thread(() -> {
            for (int i = 0; i < FRAMES; i++) {
                begun.acquireUninterruptibly();
                System.gc();
                collected.release();
            }
        });
        collector.setDaemon(true);
        collector.start();
        for (int i = 0; i < FRAMES; i++) {
            begun.release(); // one collection runs beside each call
            byte[] gray = MatImages.toGray(new Mat(480, 640, opencv_core.CV_8UC1, new Scalar(77)))
                    .toArray();
            for (byte value : gray) {
                if (value != 77) {
                    throw new AssertionError("Expected 77 everywhere in frame " + i + ", found " + value);
                }
            }
            collected.acquire();
        }
        collector.join();
    }
}

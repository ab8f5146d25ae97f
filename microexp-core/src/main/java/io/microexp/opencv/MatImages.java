package io.microexp.opencv;

import io.microexp.image.GrayImage;
import io.microexp.image.PixelBuffer;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Converts between OpenCV's {@link Mat} and this library's images.
 *
 * <p>Thread safety: safe, provided that a matrix does not change during a call.
 */
@SuppressWarnings("exports") // users of Mat require org.bytedeco.opencv themselves, since it is optional here
public final class MatImages {
    private MatImages() {}

    /**
     * Converts a matrix to gray.
     *
     * @param mat 8-bit with one channel (gray), three (BGR) or four (BGRA), as OpenCV reads and captures; not modified
     * @return an image with its own memory
     * @throws IllegalArgumentException if the matrix is empty or of another type
     */
    public static GrayImage toGray(Mat mat) {
        try {
            return toPixelBuffer(mat).toGray();
        } finally {
            // JavaCPP frees the memory of a matrix that nobody refers to, even while it is being read
            Reference.reachabilityFence(mat);
        }
    }

    /**
     * Returns a frame over a matrix's memory.
     *
     * @param mat as for {@link #toGray(Mat)}; aliased. Keep a reference to the matrix and close it after the
     *     last use of the frame, since its memory is freed with it
     * @return a frame of encoding mono8, bgr8 or bgra8
     * @throws IllegalArgumentException if the matrix is empty or of another type
     */
    public static PixelBuffer toPixelBuffer(Mat mat) {
        if (mat.empty() || mat.dims() != 2 || mat.depth() != opencv_core.CV_8U) {
            throw new IllegalArgumentException("Expected a two-dimensional 8-bit matrix with pixels, found " + mat);
        }
        PixelBuffer.Encoding encoding = switch (mat.channels()) {
            case 1 -> PixelBuffer.Encoding.MONO8;
            case 3 -> PixelBuffer.Encoding.BGR8;
            case 4 -> PixelBuffer.Encoding.BGRA8;
            default -> throw new IllegalArgumentException("Expected 1, 3 or 4 channels, found " + mat);
        };
        int stride = Math.toIntExact(mat.step());
        long bytes = (long) stride * (mat.rows() - 1) + (long) mat.cols() * mat.channels();
        ByteBuffer memory = mat.data().capacity(bytes).asByteBuffer();
        return PixelBuffer.wrap(memory, encoding, stride, mat.cols(), mat.rows());
    }

    /**
     * Copies a gray image into a matrix.
     *
     * @param image the image; copied
     * @return a new matrix of type {@code CV_8UC1}; the caller closes it
     * @throws io.microexp.BackendException if OpenCV's native library is missing
     */
    public static Mat toMat(GrayImage image) {
        OpenCvNatives.load();
        Mat mat = new Mat(image.height(), image.width(), opencv_core.CV_8UC1);
        mat.data().put(image.toArray());
        return mat;
    }
}

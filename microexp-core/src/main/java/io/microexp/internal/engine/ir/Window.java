package io.microexp.internal.engine.ir;

/**
 * The geometry of a convolution or pooling window.
 *
 * @param height kernel height
 * @param width kernel width
 * @param strideY vertical stride
 * @param strideX horizontal stride
 * @param dilationY vertical distance between taps
 * @param dilationX horizontal distance between taps
 * @param padding the border around the map
 */
public record Window(int height, int width, int strideY, int strideX, int dilationY, int dilationX, Padding padding) {
    public static final Window POINT = new Window(1, 1, 1, 1, 1, 1, Padding.NONE);

    public int taps() {
        return height * width;
    }

    public boolean isPoint() {
        return taps() == 1 && strideY == 1 && strideX == 1 && padding.isNone();
    }

    public Window withPadding(Padding newPadding) {
        return new Window(height, width, strideY, strideX, dilationY, dilationX, newPadding);
    }

    public boolean isDilated() {
        return dilationY != 1 || dilationX != 1;
    }

    /** Returns the lines of output from a map, less than 1 if the window does not fit. */
    public int outputHeight(int inputHeight) {
        return Math.floorDiv(inputHeight + padding.top() + padding.bottom() - dilationY * (height - 1) - 1, strideY)
                + 1;
    }

    /** Returns the pixels of an output line, less than 1 if the window does not fit. */
    public int outputWidth(int inputWidth) {
        return Math.floorDiv(inputWidth + padding.left() + padding.right() - dilationX * (width - 1) - 1, strideX) + 1;
    }
}

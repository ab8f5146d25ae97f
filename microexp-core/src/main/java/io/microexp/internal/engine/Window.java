package io.microexp.internal.engine;

/**
 * The geometry of a convolution or pooling window.
 *
 * @param height kernel height
 * @param width kernel width
 * @param strideY vertical step
 * @param strideX horizontal step
 * @param dilationY vertical distance between taps
 * @param dilationX horizontal distance between taps
 * @param padding the border it reads around the map
 */
record Window(int height, int width, int strideY, int strideX, int dilationY, int dilationX, Padding padding) {
    /**
     * A border of pixels around a map.
     *
     * @param top lines above
     * @param left pixels left
     * @param bottom lines below
     * @param right pixels right
     */
    record Padding(int top, int left, int bottom, int right) {
        static final Padding NONE = new Padding(0, 0, 0, 0);

        Padding union(Padding other) {
            return new Padding(
                    Math.max(top, other.top),
                    Math.max(left, other.left),
                    Math.max(bottom, other.bottom),
                    Math.max(right, other.right));
        }

        boolean isNone() {
            return sameAs(NONE);
        }

        boolean sameAs(Padding other) {
            return top == other.top && left == other.left && bottom == other.bottom && right == other.right;
        }
    }

    static final Window POINT = square(1, 1, 0);

    static Window square(int size, int stride, int padding) {
        return new Window(size, size, stride, stride, 1, 1, new Padding(padding, padding, padding, padding));
    }

    int taps() {
        return height * width;
    }

    boolean isPoint() {
        return taps() == 1 && strideY == 1 && strideX == 1 && padding.isNone();
    }

    boolean isDilated() {
        return dilationY != 1 || dilationX != 1;
    }

    /** Lines of output from a map; less than 1 if the window does not fit. */
    int outputHeight(int inputHeight) {
        return Math.floorDiv(inputHeight + padding.top + padding.bottom - dilationY * (height - 1) - 1, strideY) + 1;
    }

    /** Pixels of an output line. */
    int outputWidth(int inputWidth) {
        return Math.floorDiv(inputWidth + padding.left + padding.right - dilationX * (width - 1) - 1, strideX) + 1;
    }
}

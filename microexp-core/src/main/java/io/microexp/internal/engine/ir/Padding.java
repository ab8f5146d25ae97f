package io.microexp.internal.engine.ir;

/**
 * A border of pixels around a map.
 *
 * @param top lines above
 * @param left pixels on the left
 * @param bottom lines below
 * @param right pixels on the right
 */
public record Padding(int top, int left, int bottom, int right) {
    public static final Padding NONE = new Padding(0, 0, 0, 0);

    public Padding union(Padding other) {
        return new Padding(
                Math.max(top, other.top),
                Math.max(left, other.left),
                Math.max(bottom, other.bottom),
                Math.max(right, other.right));
    }

    public Padding plus(Padding other) {
        return new Padding(top + other.top, left + other.left, bottom + other.bottom, right + other.right);
    }

    public boolean isNone() {
        return sameAs(NONE);
    }

    public boolean sameAs(Padding other) {
        return top == other.top && left == other.left && bottom == other.bottom && right == other.right;
    }
}

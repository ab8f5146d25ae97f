package io.microexp.training.detector;

import io.microexp.training.detector.LabeledPhotos.Face;

/** A kind of faces that a detector is scored on. A face may be of several kinds. */
public enum FaceKind {
    /** Every face. */
    ALL("all", ""),
    /** Frontal, upright and nothing before it; glasses are open. */
    OPEN("open frontal", "") {
        @Override
        boolean includes(Face face) {
            return face.tags().chars().allMatch(tag -> OPEN_TAGS.indexOf(tag) >= 0);
        }
    },
    /** Open frontal faces of at least 48 pixels in both directions. */
    OPEN_48("open frontal, 48 px or more", "") {
        @Override
        boolean includes(Face face) {
            return OPEN.includes(face) && Math.min(face.width(), face.height()) >= LEAST_SIDE;
        }
    },
    /** Turned aside by three quarters. */
    TURNED("3/4 view", "t"),
    /** Seen from the side. */
    PROFILE("profile", "T"),
    /** Tilted by more than 15 degrees. */
    TILTED("tilted", "r"),
    /** Looking up or down. */
    UP_OR_DOWN("up or down", "u"),
    /** On its side or head. */
    LYING("lying", "x"),
    /** Behind a mask. */
    MASKED("masked", "m"),
    /** Partly hidden. */
    HIDDEN("partly hidden", "o"),
    /** With sunglasses. */
    SUNGLASSES("sunglasses", "G"),
    /** With glasses. */
    GLASSES("glasses", "g"),
    /** In the dark. */
    DARK("dark", "d"),
    /** Blurred. */
    BLURRED("blurred", "c"),
    /** A child's. */
    CHILD("child", "k"),
    /** With dark skin. */
    DARK_SKIN("dark skin", "b");

    private static final String OPEN_TAGS = "gkb";
    private static final int LEAST_SIDE = 48;

    private final String title;
    private final String tag;

    FaceKind(String title, String tag) {
        this.title = title;
        this.tag = tag;
    }

    /** Returns its name in tables. */
    public String title() {
        return title;
    }

    boolean includes(Face face) {
        return face.tags().contains(tag);
    }
}

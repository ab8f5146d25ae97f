package io.microexp.training.data.synthetic;

import io.microexp.Emotion;
import java.util.SplittableRandom;

/**
 * What a drawn face does, each value 0 at rest. The combinations follow the action units that Ekman and Friesen (FACS,
 * 1978) name for each emotion.
 *
 * @param innerBrow raise of the brows' inner ends, about -1..1
 * @param outerBrow raise of their outer ends, about -1..1
 * @param eyes opening beyond (or, negative, short of) the resting one, about -0.7..0.7
 * @param noseWrinkle depth of the wrinkles beside the nose, 0..1
 * @param smile raise of the mouth's corners, about -1..1
 * @param smirk raise of one corner alone, 0..1
 * @param mouthWidth widening of the mouth, about -0.5..0.5
 * @param jaw drop of the jaw, 0..1
 * @param upperLip raise of the upper lip, 0..1
 */
record Expression(
        double innerBrow,
        double outerBrow,
        double eyes,
        double noseWrinkle,
        double smile,
        double smirk,
        double mouthWidth,
        double jaw,
        double upperLip) {
    private static final double MIN_STRENGTH = 0.8;
    private static final double STRENGTH_RANGE = 0.35;
    private static final double JITTER = 0.08;

    static Expression of(Emotion emotion) {
        return switch (emotion) {
            case ANGER -> new Expression(-1.1, 0.3, -0.25, 0, -0.35, 0, -0.15, 0, 0);
            case DISGUST -> new Expression(-0.5, -0.3, -0.55, 1, -0.55, 0, -0.05, 0.12, 0.9);
            case FEAR -> new Expression(0.9, 0.1, 0.55, 0, -0.35, 0, 0.3, 0.4, 0);
            case HAPPINESS -> new Expression(0.1, 0.1, -0.25, 0, 1, 0, 0.4, 0.35, 0);
            case SADNESS -> new Expression(0.8, -0.7, -0.35, 0, -0.9, 0, -0.2, 0, 0);
            case SURPRISE -> new Expression(1, 1.1, 0.7, 0, 0, 0, -0.3, 1, 0.2);
            case NEUTRAL -> new Expression(0, 0, 0, 0, 0, 0, 0, 0, 0);
            case CONTEMPT -> new Expression(0, 0, -0.15, 0, 0.1, 1, 0, 0, 0);
        };
    }

    /** Returns this expression on another face: weaker or stronger, no two alike. */
    Expression vary(SplittableRandom random) {
        double strength = MIN_STRENGTH + STRENGTH_RANGE * random.nextDouble();
        return new Expression(
                jitter(strength * innerBrow, random),
                jitter(strength * outerBrow, random),
                jitter(strength * eyes, random),
                strength * noseWrinkle,
                jitter(strength * smile, random),
                strength * smirk,
                jitter(strength * mouthWidth, random),
                strength * jaw,
                strength * upperLip);
    }

    private static double jitter(double value, SplittableRandom random) {
        return value + JITTER * (2 * random.nextDouble() - 1);
    }
}

package io.microexp.examples.quickstart;

import io.microexp.EmotionScores;
import io.microexp.face.DetectedFace;

/** A face and its scores. */
record ScoredFace(DetectedFace face, EmotionScores scores) {}

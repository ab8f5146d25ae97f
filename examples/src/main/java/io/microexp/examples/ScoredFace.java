package io.microexp.examples;

import io.microexp.EmotionScores;
import io.microexp.face.DetectedFace;

/** A face and its scores. Thread safety: immutable. */
record ScoredFace(DetectedFace face, EmotionScores scores) {}

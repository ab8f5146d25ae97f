package io.microexp.training.eval;

/**
 * The faces whose top probability lies in {@code (low, high]}.
 *
 * @param low lower end of the bin
 * @param high upper end of the bin
 * @param count faces in the bin
 * @param confidence their mean top probability; 0 if there are none
 * @param accuracy the share of correct predictions; 0 if there are none
 */
public record ReliabilityBin(double low, double high, int count, double confidence, double accuracy) {}

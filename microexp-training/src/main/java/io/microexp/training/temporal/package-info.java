/**
 * Filters over time compared: clips made from stills, a small recurrent head over a model's scores (the temporal model
 * that the paper leaves open), and what each filter does to the labels of such clips.
 */
package io.microexp.training.temporal;

/** How much blur, noise, low resolution and other corruptions cost a model. */
package io.microexp.training.eval.robustness;

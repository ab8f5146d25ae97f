/** Knowledge distillation: the loss of equation (1) and its soft targets. */
package io.microexp.training.distill;

/** The DJL backend, and what a DJL user needs to run a model in their own pipeline. */
package io.microexp.training.djl;

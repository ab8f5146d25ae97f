/** Static post-training quantization: calibration ranges, integer weights, and the graph in QDQ form. */
package io.microexp.training.quantize;

/** Model files: the ONNX writer and its reader. */
package io.microexp.training.export;

/** Networks to ONNX model files and back. */
package io.microexp.training.export;

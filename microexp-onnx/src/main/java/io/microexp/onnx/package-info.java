/** The ONNX Runtime backend. */
package io.microexp.onnx;

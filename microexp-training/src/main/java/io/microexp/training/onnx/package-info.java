/** ONNX graphs as protobuf messages: the one writer, tensors, attributes, shape inference and cost. */
package io.microexp.training.onnx;

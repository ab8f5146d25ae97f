/** A reader of the protobuf wire format, in which ONNX files are written. */
package io.microexp.internal.protobuf;

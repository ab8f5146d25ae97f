package io.microexp;

/**
 * The hardware that a backend runs on. Every backend runs on {@link #CPU}. The others need the backend {@code onnx} with
 * a native library built for them.
 */
public enum ExecutionProvider {
    /** The processor. */
    CPU,
    /** An NVIDIA GPU through CUDA. */
    CUDA,
    /** An NVIDIA GPU through TensorRT at FP16, as on Jetson-class boards. */
    TENSORRT,
    /** Apple's CoreML. */
    COREML
}

/**
 * The {@code java} backend: reads the model's ONNX graph, plans it once as a list of fused kernels over one arena of
 * floats, and runs it with no native code.
 *
 * <p>{@code OnnxReader} makes an {@code OnnxGraph} of the file's bytes; {@code GraphCompiler} checks it and lowers it
 * to fused operators ({@code Op}); {@code Planner} gives each tensor its place in the arena and each operator its
 * kernel; the resulting {@code Plan} is immutable and shared by all threads.
 */
package io.microexp.engine;

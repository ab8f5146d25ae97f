/**
 * The {@code java} backend: reads the model's ONNX graph, plans it once as a list of fused kernels over one arena of
 * floats, and runs it with no native code.
 *
 * <p>{@code OnnxReader} makes an {@code OnnxGraph} of the file's bytes; {@code GraphCompiler} checks it and lowers it
 * to fused operators ({@code Op}); {@code Planner} gives each tensor its place in the arena and each operator its
 * kernel; the resulting {@code Plan} is immutable and shared by all threads.
 *
 * <p>Opening a model is most of a cold start. So records are compared by methods of their own or by identity: a record's
 * {@code equals} is linked at its first call, which alone takes longer than lowering the whole graph.
 */
package io.microexp.internal.engine;

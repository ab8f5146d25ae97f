/**
 * The {@code java} backend: an inference engine for convolutional ONNX networks without native code.
 *
 * <p>{@link io.microexp.internal.engine.Network} loads any such network, with one float image of a size chosen at load
 * and any number of outputs; {@code JavaProvider} and {@code JavaSession} offer it as a backend of the classifier.
 *
 * <p>Loading takes four steps. {@code .onnx} reads the file into an {@code OnnxGraph}. {@code .lowering} checks the
 * graph and lowers it to the fused operators of {@code .ir}. {@code .plan} assigns each tensor its place in one arena
 * of floats and each operator its kernels. {@code .kernel} has the kernels, in plain Java ({@code .scalar}) and on the
 * Vector API ({@code .vector}). The resulting {@code Plan} is immutable and shared by all threads; each runs it in a
 * {@code Workspace} of its own.
 *
 * <p>Loading a model is most of a cold start. The engine therefore avoids streams, and it compares records by methods of
 * their own or by identity: linking a record's {@code equals} at its first call takes longer than lowering the whole
 * graph.
 */
package io.microexp.internal.engine;

/** Activation functions as DJL blocks without parameters, and the TorchScript operators that compute some of them. */
package io.microexp.training.nn.activation;

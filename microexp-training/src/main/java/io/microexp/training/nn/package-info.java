/**
 * The building blocks of the networks as DJL blocks, each named after its section in the papers: convolutions and the
 * units built from them. Like any DJL block, they can be shared by threads that predict, but not by threads that train.
 */
package io.microexp.training.nn;

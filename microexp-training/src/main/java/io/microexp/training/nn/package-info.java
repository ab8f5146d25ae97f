/**
 * The building blocks of the networks as DJL blocks, each named after its section in the papers. Like any DJL block, they
 * can be shared by threads that predict, but not by threads that train.
 */
package io.microexp.training.nn;

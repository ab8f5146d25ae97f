/** The building blocks of the network as DJL blocks, each named after its section in the papers. */
package io.microexp.training.nn;

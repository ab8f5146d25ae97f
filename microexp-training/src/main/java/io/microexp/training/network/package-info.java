/** The networks: the paper's student, its teachers, and the comparators of its Table 1. */
package io.microexp.training.network;

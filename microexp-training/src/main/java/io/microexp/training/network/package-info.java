/** Networks: the student of the paper and the teachers. */
package io.microexp.training.network;

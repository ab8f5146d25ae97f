/** Helpers shared by the packages below. */
package io.microexp.internal;

/** The classifier over any backend's session, and the choice of a backend. */
package io.microexp.internal.runtime;

/** The built-in face detector and what all face detectors share. */
package io.microexp.internal.face;

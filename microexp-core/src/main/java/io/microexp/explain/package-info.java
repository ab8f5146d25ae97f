/** Why a classifier answers as it does. */
package io.microexp.explain;

/** Model files and what they say of themselves. */
package io.microexp.model;

/** A reader of the JSON in model metadata. */
package io.microexp.internal.json;

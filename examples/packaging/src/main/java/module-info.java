/** A modular program that needs microexp-core alone. */
module io.microexp.examples.packaging {
    requires io.microexp.core;
}

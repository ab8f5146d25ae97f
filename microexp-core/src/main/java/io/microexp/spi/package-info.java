/** The service-provider interface of the backends. */
@NullMarked
package io.microexp.spi;

import org.jspecify.annotations.NullMarked;

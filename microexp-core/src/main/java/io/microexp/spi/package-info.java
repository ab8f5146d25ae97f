/** The service-provider interface of the backends. */
package io.microexp.spi;

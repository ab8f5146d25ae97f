/** Finding faces and cutting them out. */
package io.microexp.face;

/**
 * Evaluations and training curves as text, charts and HTML pages. The only package beside the command line that needs
 * the optional dependencies XChart and j2html.
 */
package io.microexp.training.report;

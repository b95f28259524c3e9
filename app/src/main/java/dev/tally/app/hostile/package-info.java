/**
 * Requests that nobody sends by mistake, at a Tally that serves a well-behaved producer besides.
 */
@NullMarked
package dev.tally.app.hostile;

import org.jspecify.annotations.NullMarked;

/**
 * The crash test of the whole: processes that are killed, connections that break, clocks that step,
 * and an oracle that knows every event.
 */
@NullMarked
package dev.tally.app.torture;

import org.jspecify.annotations.NullMarked;

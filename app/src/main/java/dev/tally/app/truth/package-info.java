/**
 * What series must hold, computed from events in the plainest way: no SQL, no plans, no states. It
 * shares with the rollup the model of EDL and the naming of series, and nothing else.
 */
@NullMarked
package dev.tally.app.truth;

import org.jspecify.annotations.NullMarked;

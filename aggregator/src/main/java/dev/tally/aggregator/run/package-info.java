/**
 * Rollup runs: from committed inserts to states, from states to series, each insert exactly once.
 */
@NullMarked
package dev.tally.aggregator.run;

import org.jspecify.annotations.NullMarked;

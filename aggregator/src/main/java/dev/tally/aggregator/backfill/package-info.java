/**
 * Backfills: metrics computed anew from raw rows, beside the rollup runs, and handed to one for the
 * moment in which the new states take the place of the old.
 */
@NullMarked
package dev.tally.aggregator.backfill;

import org.jspecify.annotations.NullMarked;

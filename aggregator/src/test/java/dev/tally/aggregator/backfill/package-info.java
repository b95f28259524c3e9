@NullMarked
package dev.tally.aggregator.backfill;

import org.jspecify.annotations.NullMarked;

/** What a rollup computes: from metrics to the columns, grouping sets and states of one scan. */
@NullMarked
package dev.tally.aggregator.plan;

import org.jspecify.annotations.NullMarked;

/** What a client writes: targets, path patterns and times, parsed. */
@NullMarked
package dev.tally.aggregator.graphite.expression;

import org.jspecify.annotations.NullMarked;

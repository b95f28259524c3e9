/** Graphite's HTTP API over the series. */
@NullMarked
package dev.tally.aggregator.graphite;

import org.jspecify.annotations.NullMarked;

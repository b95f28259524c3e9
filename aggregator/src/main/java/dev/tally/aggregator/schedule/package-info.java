/** When rollups run: the only place that knows Quartz. */
@NullMarked
package dev.tally.aggregator.schedule;

import org.jspecify.annotations.NullMarked;

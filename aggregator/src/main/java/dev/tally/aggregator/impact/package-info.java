/** What a proposed change of schemas would do to what there is, from live data. */
@NullMarked
package dev.tally.aggregator.impact;

import org.jspecify.annotations.NullMarked;

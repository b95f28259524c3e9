/** What the aggregator's tests share. */
@NullMarked
package dev.tally.aggregator.testing;

import org.jspecify.annotations.NullMarked;

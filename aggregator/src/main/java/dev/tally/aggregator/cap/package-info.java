/** Dimensions with more values than may have series of their own. */
@NullMarked
package dev.tally.aggregator.cap;

import org.jspecify.annotations.NullMarked;

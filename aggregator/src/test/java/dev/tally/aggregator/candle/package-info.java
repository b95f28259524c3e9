@NullMarked
package dev.tally.aggregator.candle;

import org.jspecify.annotations.NullMarked;

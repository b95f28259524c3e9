/** Candles over HTTP: merged from states, gaps filled where that is asked for. */
@NullMarked
package dev.tally.aggregator.candle;

import org.jspecify.annotations.NullMarked;

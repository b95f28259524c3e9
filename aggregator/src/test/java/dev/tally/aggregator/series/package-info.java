@NullMarked
package dev.tally.aggregator.series;

import org.jspecify.annotations.NullMarked;

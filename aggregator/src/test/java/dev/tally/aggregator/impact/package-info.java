@NullMarked
package dev.tally.aggregator.impact;

import org.jspecify.annotations.NullMarked;

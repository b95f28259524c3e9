@NullMarked
package dev.tally.aggregator.cost;

import org.jspecify.annotations.NullMarked;

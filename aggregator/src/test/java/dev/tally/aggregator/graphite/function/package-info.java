@NullMarked
package dev.tally.aggregator.graphite.function;

import org.jspecify.annotations.NullMarked;

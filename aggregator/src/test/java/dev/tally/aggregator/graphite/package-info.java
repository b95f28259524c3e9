@NullMarked
package dev.tally.aggregator.graphite;

import org.jspecify.annotations.NullMarked;

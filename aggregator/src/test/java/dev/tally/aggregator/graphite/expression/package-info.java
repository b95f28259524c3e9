@NullMarked
package dev.tally.aggregator.graphite.expression;

import org.jspecify.annotations.NullMarked;

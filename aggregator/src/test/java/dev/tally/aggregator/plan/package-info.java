@NullMarked
package dev.tally.aggregator.plan;

import org.jspecify.annotations.NullMarked;

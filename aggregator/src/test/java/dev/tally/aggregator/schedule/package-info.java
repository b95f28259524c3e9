@NullMarked
package dev.tally.aggregator.schedule;

import org.jspecify.annotations.NullMarked;

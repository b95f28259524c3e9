/**
 * How many values dimensions have: seen while blocks are encoded, kept per day of receipt, and
 * written to {@code observed_dimensions} now and then.
 */
@NullMarked
package dev.tally.collector.observe;

import org.jspecify.annotations.NullMarked;

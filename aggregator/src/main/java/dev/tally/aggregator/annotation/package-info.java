/** What happened at a time, for the lines in graphs: Graphite's events. */
@NullMarked
package dev.tally.aggregator.annotation;

import org.jspecify.annotations.NullMarked;

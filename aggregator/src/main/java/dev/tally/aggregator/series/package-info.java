/** The series as the web application lists them. */
@NullMarked
package dev.tally.aggregator.series;

import org.jspecify.annotations.NullMarked;

/** The aggregator's SQL statements, one class each. */
@NullMarked
package dev.tally.aggregator.statement;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.tally.aggregator.statement;

import org.jspecify.annotations.NullMarked;

/** What the aggregator's HTTP routes share. */
@NullMarked
package dev.tally.aggregator.http;

import org.jspecify.annotations.NullMarked;

/** How work is spread over threads. */
@NullMarked
package dev.tally.aggregator.work;

import org.jspecify.annotations.NullMarked;

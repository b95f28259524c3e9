/** What is kept, how much it takes, and how long it stays. */
@NullMarked
package dev.tally.aggregator.size;

import org.jspecify.annotations.NullMarked;
